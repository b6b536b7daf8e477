// ClickHouse's HTTP interface, as far as Serai's tests need it, before chdb: the real engine. One query at a time.
// node front.mjs FOLDER; prints its port, ends with its input.
import http from 'node:http';
import zlib from 'node:zlib';
import chdb from 'chdb';

const session = new chdb.Session(process.argv[2]);
const OWN = ['query', 'query_id', 'database', 'default_format', 'user', 'password', 'buffer_size'];
const NOT_OF_THE_ENGINE = ['wait_end_of_query', 'enable_http_compression', 'cancel_http_readonly_queries_on_client_close'];
const STATUS = { 60: 404, 46: 404, 47: 404, 73: 404, 81: 404, 115: 404, 159: 408, 516: 403 };

const quoted = (text) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;

function run(params, sql) {
  const user = params.get('user') || 'default';
  if (user !== 'default' || params.get('password')) {
    throw new Error(`Code: 516. DB::Exception: ${user}: Authentication failed. (AUTHENTICATION_FAILED)`);
  }
  session.query(`USE \`${params.get('database') || 'default'}\``);
  const before = [];
  for (const [name, value] of params) {
    if (!OWN.includes(name) && !NOT_OF_THE_ENGINE.includes(name)) {
      // a parameter is set as the raw text that HTTP brings, and parsed by the engine
      session.query(`SET ${name} = ${quoted(value)}`);
      before.push(name);
    }
  }
  try {
    return session.query(sql, params.get('default_format') || 'TabSeparated');
  } finally {
    for (const name of before.filter((name) => !name.startsWith('param_'))) {
      session.query(`SET ${name} = DEFAULT`);
    }
  }
}

function answer(request, response, body) {
  const params = new URL(request.url, 'http://localhost').searchParams;
  const from = (header, name) => request.headers[header] && params.set(name, request.headers[header]);
  from('x-clickhouse-user', 'user');
  from('x-clickhouse-key', 'password');
  const sql = [params.get('query'), body].filter((text) => text).join('\n');
  const headers = { 'X-ClickHouse-Query-Id': params.get('query_id') || '', 'Content-Type': 'text/plain; charset=UTF-8' };
  try {
    const zip = /gzip/.test(request.headers['accept-encoding'] || '') && params.get('enable_http_compression') === '1';
    const text = Buffer.from(run(params, sql));
    response.writeHead(200, zip ? { ...headers, 'Content-Encoding': 'gzip' } : headers);
    response.end(zip ? zlib.gzipSync(text) : text);
  } catch (error) {
    const text = String(error.message).replace(/^.*?(?=Code: )/s, '');
    const code = (/^Code: (\d+)/.exec(text) || [])[1] || '1002';
    response.writeHead(STATUS[code] || (code < 100 || code > 450 ? 400 : 500), { ...headers, 'X-ClickHouse-Exception-Code': code });
    response.end(text + '\n');
  }
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/ping') {
      response.end('Ok.\n');
    } else {
      answer(request, response, Buffer.concat(chunks).toString());
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));

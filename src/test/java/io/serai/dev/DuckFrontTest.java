package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestClickHouse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user with curl meets. */
class DuckFrontTest {

  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  @Test
  void should_answer_ok_when_pinged() {
    for (String path : new String[] {"/ping", "/"}) {
      assertThat(get(path).body()).isEqualTo("Ok.\n");
    }
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void should_take_the_query_from_address_and_body() {
    assertThat(get("/?query=SELECT%201%2B1").body()).isEqualTo("2\n");
    assertThat(CLICK_HOUSE.post("&query=SELECT%201%2B", "2").body()).isEqualTo("3\n");
  }

  @Test
  void should_only_read_when_asked_by_get() {
    HttpResponse<String> response = get("/?query=CREATE%20TABLE%20x%20(a%20UInt8)");

    assertThat(response.body())
        .startsWith("Code: 164. DB::Exception: Cannot execute query in readonly");
    assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).hasValue("164");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JSONEachRow | {'a':1,'b':'x\\ty','c':null,'d':[1,2],'e':0.5,'f':5,'g':'2026-01-02 03:04:05'}¶",
        "TabSeparated | 1→x\\ty→\\N→[1,2]→0.5→5→2026-01-02 03:04:05¶",
        "TSVWithNames | a→b→c→d→e→f→g¶1→x\\ty→\\N→[1,2]→0.5→5→2026-01-02 03:04:05¶",
        "CSVWithNames | 'a','b','c','d','e','f','g'¶1,'x→y',\\N,'[1,2]',0.5,5,'2026-01-02 03:04:05'¶"
      })
  void should_write_rows_as(String format, String expected) {
    String sql =
        "SELECT 1 AS a, 'x\\ty' AS b, NULL AS c, [1, 2] AS d, toFloat64(0.5) AS e,"
            + " toFloat64(5) AS f, toDateTime('2026-01-02 03:04:05') AS g";
    String plain = expected.replace('¶', '\n').replace('→', '\t').replace('\'', '"');

    assertThat(CLICK_HOUSE.execute(sql + " FORMAT " + format)).isEqualTo(plain);
    assertThat(CLICK_HOUSE.post("&default_format=" + format, sql + ";").body()).isEqualTo(plain);
  }

  @Test
  void should_describe_columns_in_json() {
    assertThat(CLICK_HOUSE.execute("SELECT toUInt64(7) AS n, 'x' AS s FORMAT JSON"))
        .startsWith(
            "{\"meta\":[{\"name\":\"n\",\"type\":\"UInt64\"},{\"name\":\"s\",\"type\":\"String\"}],"
                + "\"data\":[{\"n\":7,\"s\":\"x\"}],\"rows\":1,\"statistics\":{");
    assertThat(
            CLICK_HOUSE.execute(
                "SELECT toUInt64(7) AS n FORMAT JSONEachRow"
                    + " SETTINGS output_format_json_quote_64bit_integers = 1"))
        .isEqualTo("{\"n\":\"7\"}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "countIf(number > 1) | 3",
        "sumIf(number, number > 9) | 0",
        "uniq(number % 2) | 2",
        "groupArray(number) | [0,1,2,3,4]",
        "quantile(0.5)(number) | 2",
        "any(number) | 0",
        "arrayJoin([1]) | 1",
        "toString(max(number)) | 4",
        "multiIf(count() > 9, 'a', count() > 4, 'b', 'c') | b",
        "CAST(count(), 'UInt8') | 5",
        "count()::Int32 == 5 | true",
        "toUInt64('18446744073709551615') | 18446744073709551615",
        "toStartOfHour(toDateTime('2026-01-02 03:04:05')) | 2026-01-02 03:00:00",
        "toDateTime(0) | 1970-01-01 00:00:00",
        "toYYYYMM(toDate('2026-01-02')) | 202601",
        "intDiv(count(), 2) | 2",
        "has([1, 2], 2) | true",
        "empty('') | true",
        "`version`() | 25.8.1.1"
      })
  void should_know_the_function(String expression, String expected) {
    String sql = expression.startsWith("`") ? expression.replace("`", "") : expression;

    assertThat(CLICK_HOUSE.execute("SELECT " + sql + " FROM numbers(5)").lines().findFirst())
        .hasValue(expected);
  }

  @Test
  void should_define_change_and_show_tables_as_clickhouse_does() {
    CLICK_HOUSE.execute(
        """
        CREATE TABLE IF NOT EXISTS visits (
          at DateTime64(3) DEFAULT now() CODEC(Delta, ZSTD),
          `who` LowCardinality(Nullable(String)) COMMENT 'name',
          tags Array(String), price Decimal(10, 2), n UInt64 DEFAULT 3,
          INDEX i n TYPE minmax GRANULARITY 4)
        ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (at, n)
        TTL at + INTERVAL 1 MONTH SETTINGS index_granularity = 8192
        """);
    CLICK_HOUSE.execute("INSERT INTO visits (who, tags) VALUES ('a\\'b', ['x'])");
    CLICK_HOUSE.execute("ALTER TABLE visits UPDATE n = 4 WHERE who = 'a''b'");

    assertThat(CLICK_HOUSE.execute("SELECT who, tags, price, n FROM visits FINAL"))
        .isEqualTo("a'b\t['x']\t0\t4\n");
    assertThat(CLICK_HOUSE.execute("DESCRIBE TABLE visits"))
        .contains("who\tString\n", "tags\tArray(String)\n", "n\tUInt64\n");
    assertThat(CLICK_HOUSE.execute("SHOW TABLES")).contains("visits\n");
    assertThat(CLICK_HOUSE.execute("EXISTS TABLE visits")).isEqualTo("1\n");
    CLICK_HOUSE.execute("ALTER TABLE visits DELETE WHERE n = 4");
    assertThat(CLICK_HOUSE.execute("SELECT count() FROM visits")).isEqualTo("0\n");
    CLICK_HOUSE.execute("DROP TABLE IF EXISTS visits SYNC");
  }

  @Test
  void should_insert_rows_of_json_all_or_none() {
    CLICK_HOUSE.execute(
        "CREATE TABLE rows (n UInt64, s String DEFAULT 'none', t DateTime, u Nullable(UUID))"
            + " ENGINE = Memory");
    HttpResponse<String> done =
        CLICK_HOUSE.post(
            "&query=INSERT%20INTO%20rows%20FORMAT%20JSONEachRow",
            "{\"n\":18446744073709551615,\"t\":1700000000}\n"
                + "{\"n\":2,\"s\":\"it's\",\"t\":\"2026-01-02 03:04:05\"}");

    assertThat(done.body()).isEmpty();
    assertThat(done.headers().firstValue("X-ClickHouse-Summary").orElse(""))
        .contains("\"written_rows\":\"2\"");
    assertThat(CLICK_HOUSE.execute("SELECT * FROM rows ORDER BY n"))
        .isEqualTo(
            "2\tit's\t2026-01-02 03:04:05\t\\N\n"
                + "18446744073709551615\tnone\t2023-11-14 22:13:20\t\\N\n");
    assertThat(refused("INSERT INTO rows FORMAT JSONEachRow {\"n\":3}\n{\"n\":\"x\"}"))
        .isEqualTo("53");
    assertThat(refused("INSERT INTO rows FORMAT JSONEachRow {\"n\":3,\"z\":1}")).isEqualTo("117");
    assertThat(refused("INSERT INTO rows FORMAT JSONEachRow {\"n\":3")).isEqualTo("27");
    assertThat(CLICK_HOUSE.execute("SELECT count() FROM rows")).isEqualTo("2\n");
    assertThat(
            CLICK_HOUSE
                .post(
                    "&input_format_skip_unknown_fields=1",
                    "INSERT INTO rows (n) FORMAT JSONEachRow {\"n\":3,\"z\":1}")
                .statusCode())
        .isEqualTo(200);
  }

  private static String refused(String sql) {
    HttpResponse<String> response = CLICK_HOUSE.post("", sql);
    assertThat(response.statusCode()).isEqualTo(400);
    return response.headers().firstValue("X-ClickHouse-Exception-Code").orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM nowhere | 404 | 60 | UNKNOWN_TABLE",
        "SELEC 1 | 400 | 62 | SYNTAX_ERROR",
        "SELECT 'open | 400 | 62 | SYNTAX_ERROR",
        "SELECT 1; SELECT 2 | 400 | 62 | SYNTAX_ERROR",
        "SELECT nothing FROM post_events | 404 | 47 | UNKNOWN_IDENTIFIER",
        "SELECT 1 FORMAT Nonsense | 404 | 73 | UNKNOWN_FORMAT",
        "CREATE TABLE post_events (a UInt8) ENGINE = Memory | 500 | 57 | TABLE_ALREADY_EXISTS",
        "CREATE TABLE strange (a Unheard) ENGINE = Memory | 404 | 50 | UNKNOWN_TYPE",
        "SELECT toUInt8('x') | 400 | 53 | TYPE_MISMATCH"
      })
  void should_refuse_as_clickhouse_does(String sql, int status, int code, String name) {
    HttpResponse<String> response = CLICK_HOUSE.post("", sql);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code"))
        .hasValue(String.valueOf(code));
    assertThat(response.body())
        .startsWith("Code: " + code + ". DB::Exception: ")
        .contains("(" + name + ")");
  }

  @Test
  void should_refuse_a_setting_that_there_is_not() {
    assertThat(CLICK_HOUSE.post("&no_such_setting=1", "SELECT 1").body()).startsWith("Code: 115.");
    assertThat(CLICK_HOUSE.post("&max_threads=1", "SELECT 1").body()).isEqualTo("1\n");
  }

  @Test
  void should_say_whose_query_it_was_and_how_many_rows_came() {
    HttpResponse<String> response =
        CLICK_HOUSE.post("&query_id=mine&wait_end_of_query=1", "SELECT * FROM numbers(3)");

    assertThat(response.headers().firstValue("X-ClickHouse-Query-Id")).hasValue("mine");
    assertThat(response.headers().firstValue("X-ClickHouse-Format")).hasValue("TabSeparated");
    assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElse(""))
        .contains("\"result_rows\":\"3\"");
  }

  @Test
  void should_send_and_take_gzip() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("SELECT repeat('x', 100000) FROM numbers(50)".getBytes(StandardCharsets.UTF_8));
    }
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(CLICK_HOUSE.url() + "/?enable_http_compression=1"))
                    .header("Content-Encoding", "gzip")
                    .header("Accept-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(zipped.toByteArray()))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(unzipped(response.body())).hasSize(50 * 100_001);
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  @Test
  void should_stream_when_the_answer_is_large_and_nobody_waits_for_its_end() {
    HttpResponse<String> response = CLICK_HOUSE.post("", "SELECT number FROM numbers(500000)");

    assertThat(response.body().lines()).hasSize(500_000);
    assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
  }

  @Test
  void should_keep_databases_apart() {
    CLICK_HOUSE.execute("CREATE DATABASE IF NOT EXISTS other");
    CLICK_HOUSE.execute("CREATE TABLE other.t (n UInt8) ENGINE = Memory");
    CLICK_HOUSE.execute("INSERT INTO other.t VALUES (1)");

    assertThat(CLICK_HOUSE.execute("SELECT n FROM other.t")).isEqualTo("1\n");
    assertThat(CLICK_HOUSE.post("", "SELECT n FROM t").statusCode()).isEqualTo(404);
    assertThat(CLICK_HOUSE.execute("SELECT currentDatabase()"))
        .isEqualTo(CLICK_HOUSE.database() + "\n");
    assertThat(CLICK_HOUSE.execute("SHOW DATABASES")).contains("default\n", "other\n");
    CLICK_HOUSE.execute("DROP DATABASE other");
  }

  private static HttpResponse<String> get(String path) {
    return CLICK_HOUSE.send(HttpRequest.newBuilder(URI.create(CLICK_HOUSE.url() + path)).build());
  }

  @Test
  void should_never_run_what_is_in_a_parameter() {
    String value = URLEncoder.encode("x'); DROP TABLE post_events; --", StandardCharsets.UTF_8);

    assertThat(CLICK_HOUSE.post("&param_s=" + value, "SELECT {s:String}").body())
        .isEqualTo("x'); DROP TABLE post_events; --\n");
    assertThat(
            CLICK_HOUSE
                .post(
                    "&param_a=" + URLEncoder.encode("['x'')--','y\\')']", StandardCharsets.UTF_8),
                    "SELECT count() FROM post_events WHERE event_type IN {a:Array(String)}")
                .body())
        .isEqualTo("0\n");
  }
}

package io.serai.dev;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * DuckDB behind a front that speaks ClickHouse's HTTP interface, for demo, development and tests,
 * with its data in one folder.
 *
 * <p>It belongs to everyone who has the folder open, in this process and in others. The process
 * that opens it first serves; others use its server. When the serving process closes it or dies,
 * one of the others takes over on the same port within seconds; when there is no other, the next
 * {@link #start} takes over. Who serves is known by an operating system file lock, which a killed
 * process loses; what it had inserted is there again.
 *
 * <p>What it understands:
 *
 * <ul>
 *   <li>GET and POST of {@code /}, the query in the body, in {@code ?query=} or in both; {@code
 *       /ping}; gzip both ways; login by headers, Basic or parameters; {@code database}, {@code
 *       default_format}, {@code query_id}, {@code wait_end_of_query}, {@code param_*}; {@code
 *       max_execution_time}, {@code output_format_json_quote_64bit_integers} and {@code
 *       input_format_skip_unknown_fields}, also in a SETTINGS clause; other settings have no
 *       effect, names that ClickHouse has not got either are refused.
 *   <li>SELECT in DuckDB's SQL, which has windows, common table expressions, QUALIFY, and aliases
 *       in other expressions as ClickHouse has, with {@code {name:Type}}, backslashes in texts, the
 *       types of ClickHouse in casts, {@code quantile(p)(x)}, FINAL (which does nothing), LEFT ANTI
 *       and SEMI JOIN, and the functions in {@link DuckFunctions}. Not: LIMIT BY, ARRAY JOIN, WITH
 *       TIES, dictionaries, PREWHERE beside WHERE, scalars in WITH.
 *   <li>Formats JSONEachRow, JSON, TabSeparated, CSV, the last two WithNames too.
 *   <li>INSERT with VALUES, with SELECT, and with FORMAT JSONEachRow; CREATE TABLE, whose engine,
 *       keys, partitions and TTL are left out (a ReplacingMergeTree replaces nothing); DROP,
 *       TRUNCATE, ALTER with columns, DELETE and UPDATE; databases; SHOW TABLES and DATABASES,
 *       DESCRIBE, EXISTS.
 *   <li>Errors with ClickHouse's code, name, status and headers; the words are DuckDB's.
 * </ul>
 *
 * <p>Other than in ClickHouse, {@code toInt*} of a fraction rounds, NULL is what an aggregate of
 * nothing gives but for sumIf and counts, and a query goes on when its client has hung up.
 * Addresses are limited to 380 KB. DuckDB's memory, 1 GB at the most, is not the heap's.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedClickHouse implements AutoCloseable {

  /** The user where no other is named. */
  public static final String DEFAULT_USER = "default";

  private final ServedHome home;
  private final Stay stay;

  private EmbeddedClickHouse(ServedHome home) {
    this.home = home;
    this.stay = new Stay(home::leave);
  }

  /**
   * Makes sure that the folder is served and joins its users; the user {@code default} needs no
   * password. Takes about a second the first time in a process.
   *
   * @param home folder of data, port and lock; made when missing
   * @param port 0 for the remembered one, or any free one
   * @throws IOException when it cannot be served, such as when the port is taken: the message says
   *     why and names {@code CLICKHOUSE_URL} as the way to do without
   */
  public static EmbeddedClickHouse start(Path home, int port) throws IOException {
    return start(home, port, DEFAULT_USER, "");
  }

  /**
   * As {@link #start(Path, int)}, for this user and password alone; where the folder is served
   * already, its login stays.
   */
  public static EmbeddedClickHouse start(Path home, int port, String user, String password)
      throws IOException {
    try {
      ServedHome joined = ServedHome.of("ClickHouse", home, "serving.lock");
      joined.join(port, free -> startFront(home, free, new DuckFront.Login(user, password)));
      return new EmbeddedClickHouse(joined);
    } catch (IOException e) {
      throw Unavailable.embedded(
          "ClickHouse", home, "CLICKHOUSE_URL names a ClickHouse of your own", e);
    }
  }

  private static Closeable startFront(Path home, int port, DuckFront.Login login)
      throws IOException {
    return DuckFront.start(Folders.create(home.resolve("data")), port, login)::stop;
  }

  /** Its address, {@code http://127.0.0.1:port}. */
  public String url() {
    return "http://" + home.address();
  }

  /** Whether this very process serves the folder. */
  public boolean serves() {
    return home.isServing();
  }

  /**
   * Leaves it; the last user in the process that serves stops the server. A second call does
   * nothing.
   */
  @Override
  public void close() {
    stay.close();
  }
}

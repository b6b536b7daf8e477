package io.serai.cache;

import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * ClickHouse's HTTP interface: what a request for a query holds, and the rows of its answer. The
 * answer is held back by the server until the query has ended ({@code wait_end_of_query}), so that
 * most errors come with their own status. Thread-safe.
 */
public final class ClickHouseHttp {

  /** Of an answer without its compression. */
  static final int MOST_BYTES = 64 << 20;

  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NOT_IN_ID = Pattern.compile("[^A-Za-z0-9_.-]");
  private static final long MILLIS = 1_000;
  private static final String PLAIN_ERRORS = "http_write_exception_in_output_format";

  private final ClickHouseSettings settings;

  /** Servers before 23.8 refuse what they do not know, and write plain errors anyway. */
  private volatile boolean asksForPlainErrors = true;

  /** A client of this ClickHouse. */
  public ClickHouseHttp(ClickHouseSettings settings) {
    this.settings = settings;
  }

  /** Address without parameters. */
  public String url() {
    return settings.url();
  }

  /** Value of {@code X-ClickHouse-User}. */
  public String user() {
    return settings.user();
  }

  /** Value of {@code X-ClickHouse-Key}; may be empty. */
  public String key() {
    return settings.password();
  }

  /**
   * The parameters of the address, percent-encoded, with a new {@code query_id} that begins with
   * {@code serai-} and the job.
   *
   * @throws IllegalArgumentException when a parameter has an impossible name or type
   */
  public String queryString(ClickHouseQuery query) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("database", settings.database());
    all.put("default_format", "JSONEachRow");
    all.put("query_id", queryId(query.job()));
    all.put("wait_end_of_query", "1");
    all.put("max_execution_time", String.valueOf((query.timeoutMs() + MILLIS - 1) / MILLIS));
    all.put("output_format_json_quote_64bit_integers", "0");
    all.put("enable_http_compression", "1");
    all.put("cancel_http_readonly_queries_on_client_close", "1");
    if (asksForPlainErrors) {
      all.put(PLAIN_ERRORS, "0");
    }
    query
        .params()
        .forEach((name, value) -> all.put(parameter(query, name), text(query, name, value)));
    return all.entrySet().stream()
        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String queryId(String job) {
    return "serai-" + NOT_IN_ID.matcher(job).replaceAll("_") + "-" + UUID.randomUUID();
  }

  private static String parameter(ClickHouseQuery query, String name) {
    if (!PARAMETER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "parameter '%s' of %s: a name is made of letters, digits and _"
              .formatted(name, query.job()));
    }
    return "param_" + name;
  }

  private static String text(ClickHouseQuery query, String name, Object value) {
    try {
      return ClickHouseText.of(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "parameter '%s' of %s: %s".formatted(name, query.job(), e.getMessage()), e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  /** The body of the request. */
  public byte[] body(ClickHouseQuery query) {
    return query.sql().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * All rows of an answer, each with its columns in the order of the query.
   *
   * @param body the answer without its compression; it is read to its end and closed
   * @param headers of the answer, with Camel's header of the status
   * @throws ClickHouseFault when it is anything else than all rows
   */
  public List<Map<String, Object>> rows(
      ClickHouseQuery query, InputStream body, Map<String, Object> headers) throws ClickHouseFault {
    try {
      return ClickHouseAnswer.rows(
          query.job(),
          body,
          headers,
          MOST_BYTES,
          Duration.ofMillis(query.timeoutMs()).plus(ClickHouseSettings.GRACE));
    } catch (ClickHouseFault fault) {
      throw fault.code() == ClickHouseCodes.UNKNOWN_SETTING
              && fault.getMessage().contains(PLAIN_ERRORS)
          ? withoutPlainErrors(fault)
          : fault;
    }
  }

  private ClickHouseFault withoutPlainErrors(ClickHouseFault fault) {
    asksForPlainErrors = false;
    return new ClickHouseFault(
        ClickHouseFault.Kind.BROKEN,
        fault.code(),
        fault.name(),
        "This ClickHouse does not know the setting "
            + PLAIN_ERRORS
            + "; the next query goes without",
        fault);
  }
}

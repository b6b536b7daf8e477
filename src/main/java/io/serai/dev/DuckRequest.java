package io.serai.dev;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A request as ClickHouse reads it.
 *
 * @param get whether it came by GET and therefore may only read
 * @param text query, and the data of an insert
 * @param settings parameters of the address that are settings of ClickHouse's
 * @param parameters those for the query
 */
record DuckRequest(
    boolean get,
    String text,
    Map<String, String> settings,
    DuckParameters parameters,
    String user,
    String password,
    String queryId,
    boolean takesGzip) {

  private static final int MOST_BYTES = 256 << 20;
  private static final String PARAMETER = "param_";

  /** The default of http_max_field_value_size. */
  private static final int LONGEST_VALUE = 128 << 10;

  /** Names that ClickHouse itself has, by their beginnings; all others are unknown. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(max|min|output_format|input_format|format|http|enable|allow|date_time|async|wait_for"
              + "|use|optimize|join|log|send|cancel|distributed|group_by|insert|local|merge|prefer"
              + "|query_cache|read|receive|connect|transform|union|any_join|input|result|timeout"
              + "|totals|cast|compile|count_distinct|compatibility|deduplicate|load_balancing"
              + "|network|os|parallel|priority|session|short|skip|empty|final|limit|offset|extremes"
              + "|readonly|add_http_cors_header|workload)(_\\w+)?");

  private static final List<String> RESERVED =
      List.of(
          "database",
          "default_format",
          "wait_end_of_query",
          "buffer_size",
          "session_id",
          "session_timeout",
          "session_check",
          "role",
          "quota_key",
          "stacktrace",
          "client_protocol_version");

  /** Reads one to its end. */
  static DuckRequest of(HttpExchange http) throws IOException, DuckFault {
    Map<String, String> all = query(http.getRequestURI().getRawQuery());
    Headers headers = http.getRequestHeaders();
    String body = body(http, headers);
    String query = all.getOrDefault("query", "");
    String[] login = login(headers, all);
    boolean gzip = String.valueOf(headers.getFirst("Accept-Encoding")).contains("gzip");
    return new DuckRequest(
        http.getRequestMethod().equals("GET"),
        query.isEmpty() || body.isEmpty() ? query + body : query + "\n" + body,
        settings(all, headers),
        parameters(all),
        login[0],
        login[1],
        all.getOrDefault("query_id", UUID.randomUUID().toString()),
        gzip && !"0".equals(all.get("enable_http_compression")));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> all = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] parts = pair.split("=", 2);
        all.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
      }
    }
    return all;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String body(HttpExchange http, Headers headers) throws IOException, DuckFault {
    boolean gzip = "gzip".equals(headers.getFirst("Content-Encoding"));
    try (InputStream raw = http.getRequestBody();
        InputStream in = gzip ? new GZIPInputStream(raw) : raw) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      if (bytes.length == MOST_BYTES) {
        throw new DuckFault(
            "TOO_MANY_ROWS_OR_BYTES", "The body is longer than " + MOST_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static Map<String, String> settings(Map<String, String> all, Headers headers)
      throws DuckFault {
    Map<String, String> settings = new HashMap<>();
    header(headers, "X-ClickHouse-Database", "database", settings);
    header(headers, "X-ClickHouse-Format", "default_format", settings);
    for (Map.Entry<String, String> each : all.entrySet()) {
      String name = each.getKey();
      if (name.startsWith(PARAMETER)
          || List.of("query", "query_id", "user", "password", "").contains(name)) {
        continue;
      }
      if (!RESERVED.contains(name) && !SETTING.matcher(name).matches()) {
        throw new DuckFault("UNKNOWN_SETTING", "Unknown setting '" + name + "'");
      }
      settings.put(name, each.getValue());
    }
    return settings;
  }

  private static void header(
      Headers headers, String header, String name, Map<String, String> settings) {
    String value = headers.getFirst(header);
    if (value != null) {
      settings.put(name, value);
    }
  }

  private static DuckParameters parameters(Map<String, String> all) throws DuckFault {
    Map<String, String> parameters = new HashMap<>();
    for (Map.Entry<String, String> each : all.entrySet()) {
      if (each.getKey().startsWith(PARAMETER)) {
        parameters.put(each.getKey().substring(PARAMETER.length()), each.getValue());
      }
      if (each.getValue().length() > LONGEST_VALUE) {
        throw new DuckFault("POCO_EXCEPTION", "HTML Form Exception: Field value too long");
      }
    }
    return new DuckParameters(parameters);
  }

  private static String[] login(Headers headers, Map<String, String> all) {
    String basic = headers.getFirst("Authorization");
    if (basic != null && basic.startsWith("Basic ")) {
      byte[] decoded = Base64.getDecoder().decode(basic.substring("Basic ".length()).strip());
      String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      return new String[] {parts[0], parts.length > 1 ? parts[1] : ""};
    }
    String user = headers.getFirst("X-ClickHouse-User");
    String key = headers.getFirst("X-ClickHouse-Key");
    return new String[] {
      user == null ? all.getOrDefault("user", "") : user,
      key == null ? all.getOrDefault("password", "") : key
    };
  }

  /** A setting, that of the statement before that of the address. */
  String setting(DuckStatement statement, String name, String otherwise) {
    String own = statement.settings().get(name);
    return own == null ? settings.getOrDefault(name, otherwise) : own;
  }

  /** Whether a setting is 1. */
  boolean isOn(DuckStatement statement, String name) {
    return List.of("1", "true").contains(setting(statement, name, "0"));
  }
}

package io.serai.cache;

import io.serai.config.SettingsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the query of a job, given in its file or in one of SQL, and the values of its parameters.
 * Thread-safe.
 */
final class CacheQueryReader {

  private static final Pattern PARAMETER =
      Pattern.compile("\\{\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*:[^}]+}");
  private static final Pattern FORMAT =
      Pattern.compile("\\bFORMAT\\s+\\w+\\s*$", Pattern.CASE_INSENSITIVE);

  private final Function<String, Optional<String>> sqlFiles;

  /**
   * @param sqlFiles text of a file by its name, where there is one
   */
  CacheQueryReader(Function<String, Optional<String>> sqlFiles) {
    this.sqlFiles = sqlFiles;
  }

  /**
   * Reads one.
   *
   * @param fields with {@code query} or {@code query_file}, and {@code params}
   * @param given parameters that each run gives
   * @throws JobFault when it cannot be used
   */
  CacheJob.Query read(JobFields fields, Set<String> given) throws JobFault {
    if (fields.has("query") == fields.has("query_file")) {
      throw fields.fault(
          "query", "is to be given once: as query with the SQL, or as query_file with its file");
    }
    String field = fields.has("query") ? "query" : "query_file";
    String text = fields.required(field);
    boolean inFile = field.equals("query_file");
    String sql = (inFile ? file(fields, text) : text).strip().replaceFirst(";\\s*$", "");
    if (FORMAT.matcher(sql).find()) {
      throw fields.fault(field, "must not end with FORMAT: Serai chooses the format");
    }
    String source = inFile ? "sql/cache/" + text : fields.place(field);
    return new CacheJob.Query(sql, params(fields, field, sql, given), source);
  }

  private String file(JobFields fields, String name) throws JobFault {
    try {
      return sqlFiles
          .apply(name)
          .orElseThrow(
              () ->
                  fields.fault(
                      "query_file",
                      "names %s, which is in neither SERAI_SQL_DIR/cache nor what ships"
                          .formatted(name)));
    } catch (SettingsException e) {
      throw fields.fault("query_file", "names %s. %s".formatted(name, e.getMessage()));
    }
  }

  /** What the query file says, or why it cannot be read; empty when none is named. */
  String fileText(JobFields fields) throws JobFault {
    try {
      return fields.has("query_file")
          ? sqlFiles.apply(fields.required("query_file")).orElse("")
          : "";
    } catch (SettingsException e) {
      return e.getMessage();
    }
  }

  private static Map<String, Object> params(
      JobFields fields, String field, String sql, Set<String> given) throws JobFault {
    Set<String> wanted = parameters(sql);
    Map<String, Object> params = new LinkedHashMap<>();
    if (fields.has("params")) {
      JobFields values = fields.fields("params", Set.of());
      for (String name : values.names()) {
        if (!wanted.contains(name)) {
          throw values.fault(
              name, "is not used: the query has no {%s:Type}, it has %s".formatted(name, wanted));
        }
        params.put(name, values.value(name));
      }
    }
    wanted.removeAll(params.keySet());
    wanted.removeAll(given);
    if (!wanted.isEmpty()) {
      throw fields.fault(field, "uses parameters that params does not give: " + wanted);
    }
    return params;
  }

  private static Set<String> parameters(String sql) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = PARAMETER.matcher(sql);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}

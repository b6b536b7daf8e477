package io.serai.cache;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads cache jobs from YAML. What cannot work is refused with file, line and reason. Thread-safe.
 *
 * <p>{@code ${NAME}} stands for a setting of Serai, or for an environment variable.
 */
final class CacheJobReader {

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "description",
          "enabled",
          "key",
          "interval_sec",
          "ttl_sec",
          "ttl_intervals",
          "hard_limit_intervals",
          "timeout_ms",
          "query",
          "query_file",
          "params",
          "value",
          "guard",
          "rotation");

  /** Of a job. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Seconds. */
  static final int LONGEST_INTERVAL = 31 * 86_400;

  private static final double USUAL_TTL = 1.5;
  private static final int USUAL_HARD_LIMIT = 10;
  private static final double USUAL_SHRINK = 0.5;

  private final Function<String, Optional<String>> variables;
  private final CacheQueryReader queries;
  private final int timeoutMs;

  /**
   * @param environment for variables that are no settings
   * @param sqlFiles text of a file by its name, where there is one
   */
  CacheJobReader(
      Settings settings,
      Map<String, String> environment,
      Function<String, Optional<String>> sqlFiles) {
    this.variables = name -> variable(name, settings, environment);
    this.queries = new CacheQueryReader(sqlFiles);
    this.timeoutMs = settings.number(Setting.JOB_CH_TIMEOUT_MS);
  }

  private static Optional<String> variable(
      String name, Settings settings, Map<String, String> environment) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .map(setting -> setting.secret() ? null : settings.text(setting))
        .or(() -> Optional.ofNullable(environment.get(name)).filter(text -> isPublic(name)));
  }

  private static boolean isPublic(String name) {
    return Arrays.stream(Setting.values())
        .noneMatch(setting -> setting.secret() && setting.name().equals(name));
  }

  /**
   * Reads one file.
   *
   * @param file its name, which is the job's name where the file gives none
   * @return nothing when it says {@code enabled: false}
   * @throws JobFault when it cannot be used
   */
  Optional<CacheJob> read(String file, String yaml) throws JobFault {
    JobFields fields = root(file, yaml);
    String enabled = fields.text("enabled", "true").strip();
    if (!enabled.matches("true|false")) {
      throw fields.fault("enabled", "is '%s'; it must be true or false".formatted(enabled));
    }
    return enabled.equals("true") ? Optional.of(job(file, fields)) : Optional.empty();
  }

  /**
   * What the query files say that a job's file names; empty when it names none, or cannot be read.
   */
  String queryFiles(String file, String yaml) {
    try {
      JobFields fields = root(file, yaml);
      return queries.fileText(fields)
          + (fields.has("rotation") ? queries.fileText(fields.fields("rotation", Set.of())) : "");
    } catch (JobFault e) {
      // it is told when the file is read, and mended there
      return "";
    }
  }

  /** The name of the job in a file, even of one that is not enabled. */
  static String nameOf(String file) {
    return file.replaceFirst("\\.ya?ml$", "");
  }

  private JobFields root(String file, String yaml) throws JobFault {
    try {
      return new JobFields(
          file,
          new Compose(LoadSettings.builder().setLabel(file).build())
              .composeString(yaml)
              .orElseThrow(
                  () -> new JobFault(file, 0, "is empty; it needs key, interval_sec and query")),
          FIELDS,
          variables);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new JobFault(file, line, "is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new JobFault(file, 0, "is no YAML: " + e.getMessage());
    }
  }

  private CacheJob job(String file, JobFields fields) throws JobFault {
    String name = fields.text("name", nameOf(file)).strip();
    if (!NAME.matcher(name).matches()) {
      throw fields.fault("name", "is '%s'; use letters, digits, dot, _ and -".formatted(name));
    }
    KeyTemplate key = key(fields);
    Duration interval = seconds(interval(fields));
    Duration ttl = ttl(fields, interval);
    CacheJob.Rotation rotation = rotation(fields, key);
    return new CacheJob(
        name,
        fields.text("description", "").strip(),
        key,
        interval,
        ttl,
        hardLimit(fields, interval, ttl),
        timeout(fields),
        queries.read(fields, rotation == null ? Set.of() : Set.of(CacheJob.MEMBERS)),
        shape(fields),
        guard(fields),
        rotation,
        null,
        fields.place("key"));
  }

  private Duration timeout(JobFields fields) throws JobFault {
    int timeout = fields.whole("timeout_ms", 1, 3_600_000, timeoutMs);
    if (timeout > timeoutMs) {
      throw fields.fault(
          "timeout_ms",
          "is %d, more than JOB_CH_TIMEOUT_MS=%d, after which connections are given up; raise that"
              .formatted(timeout, timeoutMs));
    }
    return Duration.ofMillis(timeout);
  }

  private static KeyTemplate key(JobFields fields) throws JobFault {
    String text = fields.required("key");
    try {
      return KeyTemplate.of(text);
    } catch (IllegalArgumentException e) {
      throw fields.fault("key", e.getMessage());
    }
  }

  private static double interval(JobFields fields) throws JobFault {
    fields.required("interval_sec");
    return fields.number("interval_sec", 1, LONGEST_INTERVAL, 0);
  }

  private static Duration ttl(JobFields fields, Duration interval) throws JobFault {
    if (fields.has("ttl_sec") && fields.has("ttl_intervals")) {
      throw fields.fault("ttl_intervals", "and ttl_sec are both there; keep one of them");
    }
    double intervals = fields.number("ttl_intervals", 1, 1000, USUAL_TTL);
    Duration ttl =
        fields.has("ttl_sec")
            ? seconds(fields.number("ttl_sec", 1, 1000.0 * LONGEST_INTERVAL, 0))
            : times(interval, intervals);
    if (ttl.compareTo(interval) < 0) {
      throw fields.fault(
          "ttl_sec",
          "is shorter than interval_sec, so that the key would be blank between refreshes");
    }
    return ttl;
  }

  private static Duration hardLimit(JobFields fields, Duration interval, Duration ttl)
      throws JobFault {
    double intervals = fields.number("hard_limit_intervals", 1, 100_000, USUAL_HARD_LIMIT);
    Duration limit = times(interval, intervals);
    if (limit.compareTo(ttl) >= 0) {
      return limit;
    }
    if (fields.has("hard_limit_intervals")) {
      throw fields.fault("hard_limit_intervals", "is shorter than the TTL; raise it");
    }
    return ttl;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static Duration times(Duration interval, double factor) {
    return Duration.ofMillis(Math.round(interval.toMillis() * factor));
  }

  private CacheJob.Rotation rotation(JobFields fields, KeyTemplate key) throws JobFault {
    if (!fields.has("rotation")) {
      return null;
    }
    JobFields rotation =
        fields.fields("rotation", Set.of("query", "query_file", "column", "batch", "params"));
    String column = rotation.text("column", key.isFixed() ? "" : key.columns().get(0)).strip();
    if (!key.columns().equals(List.of(column))) {
      throw fields.fault(
          "rotation",
          "goes through the members of one column: the key must have it and no other, such as"
              + " my:key:{%s}".formatted(column.isEmpty() ? "user_id" : column));
    }
    return new CacheJob.Rotation(
        queries.read(rotation, Set.of("after", "limit")),
        column,
        rotation.whole("batch", 1, 3_000, 100));
  }

  private static ValueShape shape(JobFields fields) throws JobFault {
    if (!fields.has("value")) {
      return new ValueShape(true, Map.of());
    }
    JobFields value = fields.fields("value", Set.of("rows", "fields"));
    String rows = value.text("rows", "list").strip();
    if (!rows.matches("list|first")) {
      throw value.fault("rows", "is '%s'; it must be list or first".formatted(rows));
    }
    Map<String, String> columns = new LinkedHashMap<>();
    if (value.has("fields")) {
      JobFields named = value.fields("fields", Set.of());
      for (String name : named.names()) {
        columns.put(name, named.required(name));
      }
    }
    return new ValueShape(rows.equals("list"), columns);
  }

  private static Guard guard(JobFields fields) throws JobFault {
    if (!fields.has("guard")) {
      return new Guard(1, USUAL_SHRINK);
    }
    JobFields guard = fields.fields("guard", Set.of("min_rows", "max_shrink"));
    return new Guard(
        guard.whole("min_rows", 0, Integer.MAX_VALUE, 1),
        guard.number("max_shrink", 0, 1, USUAL_SHRINK));
  }
}

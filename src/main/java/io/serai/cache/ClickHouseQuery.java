package io.serai.cache;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A query that only reads. Immutable.
 *
 * @param sql one statement without a FORMAT clause; {@code {name:Type}} stands for a parameter
 * @param params values by name: text, numbers, booleans, null, and lists of them, nested or not;
 *     ClickHouse takes 128 KiB each where its http_max_field_value_size is not raised, which are
 *     some 3,300 UUIDs
 * @param timeoutMs milliseconds that it may take, at least 1
 * @param job name of the job in messages and in ClickHouse's query log
 */
public record ClickHouseQuery(String sql, Map<String, Object> params, long timeoutMs, String job) {

  /** Copies the parameters. */
  public ClickHouseQuery {
    if (sql == null || sql.isBlank()) {
      throw new IllegalArgumentException("the query of " + job + " is empty");
    }
    if (timeoutMs < 1) {
      throw new IllegalArgumentException("the query of " + job + " needs at least 1 ms");
    }
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}

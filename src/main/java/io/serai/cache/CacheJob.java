package io.serai.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one cache job does: which query fills which keys, how often and for how long. Immutable.
 *
 * @param name unique; names the job in commands, metrics and in Redis
 * @param description for a person; may be empty
 * @param key where its values go
 * @param interval from the begin of a refresh to that of the next
 * @param ttl of a value that was refreshed in time
 * @param hardLimit age at which a value may go, however long refreshes have failed
 * @param timeout of a query
 * @param query its rows are the values
 * @param shape how rows become a value
 * @param guard what is too little to be published
 * @param rotation whose members are gone through batch by batch; null: the query gives all at once
 * @param service what gives the value instead of a query; null: the query
 * @param source file and line that a person mends
 */
record CacheJob(
    String name,
    String description,
    KeyTemplate key,
    Duration interval,
    Duration ttl,
    Duration hardLimit,
    Duration timeout,
    Query query,
    ValueShape shape,
    Guard guard,
    Rotation rotation,
    CacheRefreshJob service,
    String source) {

  /** Name of the parameter that has a batch's members. */
  static final String MEMBERS = "members";

  /**
   * A query of a job.
   *
   * @param sql with parameters such as {@code {topk:UInt32}}
   * @param params by name, text or lists of text, bound by ClickHouse to the type that it is given
   * @param source file and line of the query
   */
  record Query(String sql, Map<String, Object> params, String source) {

    Query {
      params = Map.copyOf(params);
    }
  }

  /**
   * Members that have a key each and are gone through in batches, so that all are warm in time.
   *
   * @param query gives members in order, those after {@code {after:String}}, at most {@code
   *     {limit:UInt32}}
   * @param column of the members
   * @param batch members of one query and one write
   */
  record Rotation(Query query, String column, int batch) {}

  /** Names under which a person may ask for it. */
  boolean answersTo(String text) {
    return name.equals(text) || key.text().equals(text);
  }

  /** The queries that ClickHouse has to understand. */
  List<Query> queries() {
    if (service != null) {
      return List.of();
    }
    return rotation == null ? List.of(query) : List.of(rotation.query(), query);
  }

  /** What it does, in a sentence. */
  @Override
  public String toString() {
    return "%s: %s every %d s, for %d s, at most %d s old%s"
        .formatted(
            name,
            key.text(),
            interval.toSeconds(),
            ttl.toSeconds(),
            hardLimit.toSeconds(),
            rotation == null ? "" : ", " + rotation.batch() + " members at a time");
  }
}

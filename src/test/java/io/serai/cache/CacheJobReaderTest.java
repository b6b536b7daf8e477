package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheJobReaderTest {

  private static final String GOOD =
      """
      description: Visits a day
      key: my:visits
      interval_sec: 30
      query: |
        SELECT day, count() AS visits FROM visits WHERE site = {site:String} GROUP BY day;
      params:
        site: main
      """;

  private final CacheJobReader reader =
      new CacheJobReader(
          Settings.load(
              Map.of(), Path.of("no-file"), Map.of(Setting.REDIS_URL, "redis://:hush@host")),
          Map.of("SITE", "main", "CLICKHOUSE_PASSWORD", "hush"),
          file -> Optional.of(file).filter("a.sql"::equals).map(name -> "SELECT 1 AS a"));

  private CacheJob read(String yaml) throws JobFault {
    return reader.read("my.yaml", yaml).orElseThrow();
  }

  @Test
  void should_fill_in_the_usual_when_a_file_says_the_least() throws JobFault {
    CacheJob job = read(GOOD);
    assertThat(job.name()).isEqualTo("my");
    assertThat(job.key().text()).isEqualTo("my:visits");
    assertThat(job.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(job.ttl()).isEqualTo(Duration.ofSeconds(45));
    assertThat(job.hardLimit()).isEqualTo(Duration.ofSeconds(300));
    assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(job.guard()).isEqualTo(new Guard(1, 0.5));
    assertThat(job.query().sql()).endsWith("GROUP BY day");
    assertThat(job.query().params()).isEqualTo(Map.of("site", "main"));
    assertThat(job.rotation()).isNull();
  }

  @Test
  void should_take_everything_when_a_file_says_it() throws JobFault {
    CacheJob job =
        read(
            """
            name: suggestions
            key: my:{user}
            interval_sec: ${JOB_SUGGESTION_INTERVAL_SEC}
            ttl_intervals: 2
            hard_limit_intervals: 5
            timeout_ms: 1500
            query: SELECT user, x FROM t WHERE user IN {members:Array(String)} AND s = {site:String}
            params: {site: "${SITE}"}
            value: {rows: first, fields: {n: x}}
            guard: {min_rows: 0, max_shrink: 1}
            rotation: {query_file: a.sql, column: user, batch: 7}
            """);
    assertThat(job.name()).isEqualTo("suggestions");
    assertThat(job.interval()).isEqualTo(Duration.ofSeconds(600));
    assertThat(job.ttl()).isEqualTo(Duration.ofSeconds(1200));
    assertThat(job.hardLimit()).isEqualTo(Duration.ofSeconds(3000));
    assertThat(job.timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(job.query().params()).isEqualTo(Map.of("site", "main"));
    assertThat(job.shape()).isEqualTo(new ValueShape(false, Map.of("n", "x")));
    assertThat(job.guard()).isEqualTo(new Guard(0, 1));
    assertThat(job.rotation().batch()).isEqualTo(7);
    assertThat(job.queries()).extracting(CacheJob.Query::source).contains("sql/cache/a.sql");
  }

  @Test
  void should_give_no_job_when_it_is_not_enabled() throws JobFault {
    assertThat(reader.read("my.yaml", "enabled: false\n" + GOOD)).isEmpty();
  }

  @Test
  void should_take_a_list_when_a_parameter_is_one() throws JobFault {
    String yaml = GOOD.replace("site: main", "site: [a, b]");
    assertThat(read(yaml).query().params()).isEqualTo(Map.of("site", List.of("a", "b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "interval_sec: 30 | interval_sec: 0 | my.yaml:3: interval_sec is '0'; it must be a number"
            + " from 1",
        "interval_sec: 30 | interval_sec: soon | my.yaml:3: interval_sec is 'soon'",
        "interval_sec: 30 | intervall_sec: 30 | my.yaml:3: there is no field 'intervall_sec'; there"
            + " are [",
        "interval_sec: 30 | ttl_sec: 30 | my.yaml:1: interval_sec is missing",
        "interval_sec: 30 | interval_sec: ${NOPE} | my.yaml:3: ${NOPE} is neither a setting",
        "interval_sec: 30 | interval_sec: ${REDIS_URL} | my.yaml:3: ${REDIS_URL} is neither",
        "interval_sec: 30 | interval_sec: ${CLICKHOUSE_PASSWORD} | ${CLICKHOUSE_PASSWORD} is"
            + " neither",
        "interval_sec: 30 | interval_sec: [30] | my.yaml:3: must be plain text",
        "key: my:visits | key: my:{visits | my.yaml:2: key has a brace",
        "key: my:visits | key: 'serai:cache:x' | my.yaml:2: key begins with serai:cache:",
        "key: my:visits | key: '' | my.yaml:2: key is empty",
        "site: main | other: main | my.yaml:7: other is not used: the query has no {other:Type}",
        "params: | x: | my.yaml:6: there is no field 'x'",
        "GROUP BY day; | FORMAT JSON; | my.yaml:4: query must not end with FORMAT",
        "site = {site:String} | site = {other:String} | my.yaml:7: site is not used",
      })
  void should_name_line_and_reason_when_a_field_is_wrong(String good, String bad, String reason) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(JobFault.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttl_sec: 10 | ttl_sec is shorter than interval_sec",
        "hard_limit_intervals: 1 | hard_limit_intervals is shorter than the TTL",
        "name: a b | name is 'a b'",
        "enabled: maybe | it must be true or false",
        "query_file: a.sql | query is to be given once",
        "value: {rows: all} | rows is 'all'; it must be list or first",
        "value: 7 | my.yaml:8: must have fields",
        "guard: {max_shrink: 2} | max_shrink is '2'; it must be a number from 0 to 1",
        "guard: {min_rows: 1.5} | it must be a whole number",
        "rotation: {query_file: a.sql, column: user} | rotation goes through the members",
        "key: again | the field 'key' is there twice",
        "timeout_ms: 30001 | timeout_ms is 30001, more than JOB_CH_TIMEOUT_MS=30000",
        "timeout_ms: 0 | timeout_ms is '0'",
      })
  void should_refuse_when_a_field_too_many_is_wrong(String field, String reason) {
    assertThatThrownBy(() -> read(GOOD + field))
        .isInstanceOf(JobFault.class)
        .hasMessageStartingWith("my.yaml:")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | my.yaml: is empty",
        "'- a' | my.yaml:1: must have fields",
        "'a: [' | is no YAML",
        "'key: a\n\tinterval_sec: 1' | my.yaml:2: is no YAML",
        "'interval_sec: 1\nquery_file: b.sql\nkey: a' | my.yaml:2: query_file names b.sql",
        "'interval_sec: 1\nquery_file: ../b.sql\nkey: a' | my.yaml:2: query_file names ../b.sql",
      })
  void should_refuse_when_a_file_is_no_job(String yaml, String reason) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(JobFault.class).hasMessageContaining(reason);
  }
}

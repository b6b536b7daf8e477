package io.serai.cache;

import static io.serai.cache.ClickHouseCase.sql;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.cache.ClickHouseFault.Kind;
import io.serai.testing.TestClickHouse;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the line relies on, for every server that stands in for ClickHouse. */
abstract class ClickHouseContract {

  private ClickHouseCase line;

  abstract TestClickHouse clickHouse();

  @BeforeEach
  void connect() throws Exception {
    line = new ClickHouseCase(clickHouse());
  }

  @AfterEach
  void disconnect() {
    line.close();
  }

  @Test
  void should_bring_parameters_back_as_they_went() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("s", "it's \\ a\ttab,\na line, 文 😀 {{x}} ${y} %41+&=#");
    params.put("u", new BigInteger("18446744073709551615"));
    params.put("f", 1.5);
    params.put("b", true);
    params.put("l", List.of("it's", "x\\y\tz", "", "文"));
    params.put("n", List.of(1, 2));

    Map<String, Object> row =
        line.rows(
                "SELECT {s:String} AS s, {u:UInt64} AS u, {f:Float64} AS f, {b:Bool} AS b,"
                    + " {l:Array(String)} AS l, {n:Array(UInt32)} AS n",
                params)
            .get(0);

    assertThat(row.keySet()).containsExactly("s", "u", "f", "b", "l", "n");
    assertThat(row)
        .containsEntry("s", params.get("s"))
        .containsEntry("u", params.get("u"))
        .containsEntry("b", true)
        .containsEntry("l", params.get("l"))
        .containsEntry("n", params.get("n"));
    assertThat(row.get("f")).hasToString("1.5");
  }

  @Test
  void should_compare_an_array_of_texts_with_ids_of_any_type() {
    clickHouse()
        .execute("CREATE TABLE t (i UInt64, u UUID, s String) ENGINE = MergeTree ORDER BY i");
    String uuid = UUID.randomUUID().toString();
    clickHouse()
        .execute(
            "INSERT INTO t VALUES (7, '"
                + uuid
                + "', 'a''b'), (8, '"
                + UUID.randomUUID()
                + "', 'c')");

    for (Map.Entry<String, String> each : Map.of("i", "7", "u", uuid, "s", "a'b").entrySet()) {
      assertThat(
              line.rows(
                  "SELECT i FROM t WHERE %s IN {ids:Array(String)}".formatted(each.getKey()),
                  Map.of("ids", List.of(each.getValue()))))
          .as(each.getKey())
          .containsExactly(Map.of("i", 7));
    }
    assertThat(
            line.rows("SELECT i FROM t WHERE s IN {ids:Array(String)}", Map.of("ids", List.of())))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT * FROM no_such_table, 60, SQL",
    "SELEC 1, 62, SQL",
    "SELECT no_such_column FROM post_events, 47, SQL",
    "SELECT noSuchFunction(1), 46, SQL",
    "SELECT {missing:UInt32}, 456, SQL",
    "SELECT throwIf(number = 3) FROM numbers(10), 395, SQL"
  })
  void should_name_code_and_kind_when_the_query_is_wrong(String sql, int code, Kind kind) {
    ClickHouseFault fault = line.fault(sql, Map.of());

    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault.kind()).isEqualTo(kind);
  }

  @Test
  void should_blame_the_query_when_a_parameter_has_the_wrong_type() {
    ClickHouseFault fault = line.fault("SELECT {n:UInt32} AS n", Map.of("n", "many"));

    assertThat(fault.kind()).isEqualTo(Kind.SQL);
    assertThat(fault.code()).isEqualTo(457);
  }

  @Test
  void should_be_refused_when_the_password_is_wrong() throws Exception {
    Map<String, String> environment = clickHouse().environment();
    environment.put("CLICKHOUSE_PASSWORD", "hunter2");
    try (ClickHouseCase stranger = new ClickHouseCase(environment, 10_000)) {
      ClickHouseFault fault = stranger.fault("SELECT 1", Map.of());

      assertThat(fault.kind()).isEqualTo(Kind.ACCESS);
      assertThat(fault.code()).isEqualTo(516);
      assertThat(fault).hasMessageContaining("CLICKHOUSE_PASSWORD");
      assertThat(fault.getMessage()).doesNotContain("hunter2");
    }
  }

  @Test
  void should_be_refused_when_the_database_is_missing() throws Exception {
    Map<String, String> environment = clickHouse().environment();
    environment.put("CLICKHOUSE_DATABASE", "nowhere");
    try (ClickHouseCase lost = new ClickHouseCase(environment, 10_000)) {
      ClickHouseFault fault = lost.fault("SELECT 1", Map.of());

      assertThat(fault.code()).isEqualTo(81);
      assertThat(fault).hasMessageContaining("CLICKHOUSE_DATABASE");
    }
  }

  @Test
  void should_end_a_query_that_takes_too_long() {
    String endless =
        "SELECT count() AS c FROM numbers(100000000) AS a CROSS JOIN numbers(100000) AS b"
            + " WHERE a.number * b.number % 7 = 3";
    ClickHouseFault fault = line.fault(new ClickHouseQuery(endless, Map.of(), 1_000, "slow"));

    assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(fault.code()).isEqualTo(159);
    assertThat(line.rows("SELECT 1 AS one", Map.of())).containsExactly(Map.of("one", 1));
  }

  @Test
  void should_rank_posts_by_engagement_within_the_window() {
    Random random = new Random(4);
    Map<String, long[]> counts = new HashMap<>();
    List<String> types = List.of("post_view", "post_like", "post_comment", "post_share", "follow");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      String post = id(random.nextInt(80));
      int type = random.nextInt(types.size());
      int minutes = random.nextInt(-30, 200);
      if (minutes >= 0 && minutes < 60 && type < 4) {
        counts.computeIfAbsent(post, key -> new long[4])[type]++;
      }
      // never near the edges of the window: the clock goes on
      int seconds = minutes * 60 + 20;
      values.append(i == 0 ? "" : ", ");
      values.append(
          "(now() - toIntervalSecond(%d), '%s', '%s', '%s')"
              .formatted(seconds, types.get(type), id(1_000 + i), post));
    }
    clickHouse().execute("INSERT INTO post_events VALUES " + values);

    List<Map<String, Object>> rows =
        line.rows(sql("trending"), Map.of("window_hours", 1, "topk", 20));

    assertThat(rows.stream().map(row -> row.get("post_id") + " " + number(row.get("score"))))
        .containsExactlyElementsOf(
            counts.entrySet().stream()
                .sorted(
                    Comparator.<Map.Entry<String, long[]>>comparingLong(e -> -tenths(e.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .limit(20)
                .map(each -> each.getKey() + " " + tenths(each.getValue()) / 10.0)
                .toList());
    Map<String, Object> best = rows.get(0);
    long[] expected = counts.get((String) best.get("post_id"));
    assertThat(best.keySet())
        .containsExactly("post_id", "score", "views", "likes", "comments", "shares", "cached_at");
    assertThat(List.of("views", "likes", "comments", "shares"))
        .allSatisfy(
            name ->
                assertThat(((Number) best.get(name)).longValue())
                    .isEqualTo(
                        expected[List.of("views", "likes", "comments", "shares").indexOf(name)]));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static long tenths(long[] counts) {
    return counts[0] + 20 * counts[1] + 30 * counts[2] + 50 * counts[3];
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void should_suggest_what_a_naive_walk_over_a_random_graph_finds(int seed) {
    Random random = new Random(seed);
    int people = 10 + random.nextInt(60);
    Map<String, Set<String>> follows = new TreeMap<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < people * 6; i++) {
      String from = id(random.nextInt(people));
      // few are followed by many; some follow themselves, some relationships are there twice
      String to = id((int) (people * Math.pow(random.nextDouble(), 2)));
      boolean active = random.nextInt(8) > 0;
      values.add("('%s', '%s', '%s')".formatted(from, to, active ? "active" : "blocked"));
      if (active) {
        follows.computeIfAbsent(from, key -> new HashSet<>()).add(to);
      }
    }
    clickHouse()
        .execute(
            "INSERT INTO user_relationships (follower_id, followee_id, status) VALUES "
                + String.join(", ", values));
    List<String> members =
        IntStream.range(0, people)
            .filter(i -> i % 3 != 1)
            .mapToObj(ClickHouseContract::id)
            .toList();

    List<Map<String, Object>> rows =
        line.rows(sql("suggested-users"), Map.of("members", members, "per_user", 4));

    assertThat(rows.stream().map(ClickHouseContract::suggestion).toList())
        .isNotEmpty()
        .isEqualTo(new NaiveGraph(follows).suggestions(members, 4));
  }

  private static String suggestion(Map<String, Object> row) {
    assertThat(row.keySet()).containsExactly("user_id", "candidate_id", "mutual_count", "reason");
    return row.get("user_id")
        + " "
        + row.get("candidate_id")
        + " "
        + row.get("mutual_count")
        + " "
        + row.get("reason");
  }

  @Test
  void should_page_through_active_users_by_the_last_id() {
    List<String> active = IntStream.range(0, 25).mapToObj(ClickHouseContract::id).sorted().toList();
    String values =
        active.stream()
            .map(id -> "(now() - toIntervalHour(5), 'post_like', '%s', '%s')".formatted(id, id(99)))
            .collect(Collectors.joining(", "));
    clickHouse().execute("INSERT INTO post_events VALUES " + values + ", " + values);
    clickHouse()
        .execute(
            ("INSERT INTO post_events VALUES"
                    + " (now() - toIntervalDay(8), 'post_like', '%1$s', '%2$s'),"
                    + " (now() - toIntervalHour(1), 'post_share', '%3$s', '%2$s')")
                .formatted(id(50), id(99), id(51)));

    List<Object> walked = new ArrayList<>();
    String after = "";
    List<Map<String, Object>> page;
    do {
      page = line.rows(sql("active-users"), Map.of("after", after, "limit", 10));
      page.forEach(row -> walked.add(row.get("user_id")));
      after = page.isEmpty() ? after : (String) page.get(page.size() - 1).get("user_id");
    } while (page.size() == 10);

    assertThat(walked).isEqualTo(active);
  }

  private static String id(int number) {
    return UUID.nameUUIDFromBytes(new byte[] {(byte) number, (byte) (number >> 8)}).toString();
  }
}

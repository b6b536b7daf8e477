package io.serai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The cache line as its user has it: commands, a Redis, a ClickHouse and a folder of jobs. */
final class CacheCase {

  static final String TRENDING = "nova:cache:trending:1h";
  static final String SUGGESTED = "nova:cache:suggested_users:";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestClickHouse clickHouse;
  private final Path jobs;
  private final Cli cli;

  /**
   * Refreshes every second, with impatience.
   *
   * @param folder where the folder of jobs is made
   */
  CacheCase(TestDatabase database, TestRedis redis, TestClickHouse clickHouse, Path folder) {
    this.clickHouse = clickHouse;
    jobs = quietly(() -> Files.createDirectories(folder.resolve("jobs")));
    cli = new Cli(database);
    redis.environment().forEach(cli::with);
    clickHouse.environment().forEach(cli::with);
    cli.with("CACHE_JOBS_DIR", jobs)
        .with("JOB_TRENDING_INTERVAL_SEC", 1)
        .with("JOB_SUGGESTION_INTERVAL_SEC", 1)
        .with("JOB_CH_TIMEOUT_MS", 1000)
        .with("JOB_REDIS_TIMEOUT_MS", 500)
        .with("SERAI_SHUTDOWN_TIMEOUT", 10)
        .with("SERAI_MANAGEMENT_PORT", 0);
  }

  interface Action<T> {
    T run() throws IOException;
  }

  static <T> T quietly(Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CacheCase with(String setting, Object value) {
    cli.with(setting, value);
    return this;
  }

  Map<String, String> settings() {
    return cli.settings();
  }

  Cli.Result run(String... command) {
    return cli.run(command);
  }

  /** Runs a command that prints JSON, whatever its exit code. */
  JsonNode json(String... command) {
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.add("--json");
    return tree(cli.run(all.toArray(String[]::new)).out());
  }

  static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** A file in the folder of jobs, written at once. */
  CacheCase job(String file, String yaml) {
    quietly(
        () -> {
          Path draft = Files.writeString(jobs.resolve(file + ".draft"), yaml);
          return Files.move(draft, jobs.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        });
    return this;
  }

  /** Without the shipped jobs, so that no others are in the way. */
  CacheCase alone() {
    return job("trending.yaml", "enabled: false").job("suggested-users.yaml", "enabled: false");
  }

  Path jobs() {
    return jobs;
  }

  /** A UUID that sorts as its number does. */
  static String id(int number) {
    return "00000000-0000-0000-0000-%012d".formatted(number);
  }

  /** Events of the last minutes. */
  CacheCase events(String type, int user, int post, int count) {
    String row = "(now() - toIntervalMinute(2), '%s', '%s', '%s')";
    clickHouse.execute(
        "INSERT INTO post_events VALUES "
            + IntStream.range(0, count)
                .mapToObj(i -> row.formatted(type, id(user), id(post)))
                .collect(Collectors.joining(", ")));
    return this;
  }

  /** Who follows whom, as {@code 1-2}. */
  CacheCase follows(String... edges) {
    clickHouse.execute(
        "INSERT INTO user_relationships (follower_id, followee_id, status) VALUES "
            + Arrays.stream(edges)
                .map(edge -> edge.split("-"))
                .map(
                    edge ->
                        "('%s', '%s', 'active')"
                            .formatted(
                                id(Integer.parseInt(edge[0])), id(Integer.parseInt(edge[1]))))
                .collect(Collectors.joining(", ")));
    return this;
  }

  /**
   * So many active users from 1 on, each of whom follows the next two and so should follow the two
   * after those; the last ones have fewer.
   */
  CacheCase ring(int users) {
    clickHouse.execute(
        "INSERT INTO post_events VALUES "
            + IntStream.rangeClosed(1, users)
                .mapToObj(
                    i ->
                        "(now() - toIntervalHour(5), 'follow', '%s', '%s')".formatted(id(i), id(0)))
                .collect(Collectors.joining(", ")));
    return follows(
        IntStream.rangeClosed(1, users)
            .boxed()
            .flatMap(i -> List.of(i + "-" + (i + 1), i + "-" + (i + 2)).stream())
            .toArray(String[]::new));
  }
}

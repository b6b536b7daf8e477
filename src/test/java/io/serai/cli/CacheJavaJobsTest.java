package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.cache.CacheRefreshJob;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cache jobs as somebody else writes, compiles and hands them over. */
@Timeout(90)
class CacheJavaJobsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final String JOBS =
      """
      package com.acme;
      import io.serai.cache.CacheRefreshJob;
      import java.nio.charset.StandardCharsets;
      import java.util.*;
      public class Banner implements CacheRefreshJob {
        public String redisKey() { return "my:banner"; }
        public int intervalSec() { return 30; }
        public byte[] fetchData(JobContext context) throws Exception {
          List<Map<String, Object>> rows =
              context.query("SELECT {n:UInt32} + 1 AS n", Map.of("n", 41));
          return ("Hello " + rows.get(0).get("n")).getBytes(StandardCharsets.UTF_8);
        }
        public static class Throws extends Banner {
          public String redisKey() { return "my:throws"; }
          public byte[] fetchData(JobContext context) {
            throw new IllegalStateException("no luck");
          }
        }
        public static class Asks extends Banner {
          public String redisKey() { return "my:asks"; }
          public byte[] fetchData(JobContext context) throws Exception {
            context.query("SELECT n FROM no_such_table", Map.of());
            return null;
          }
        }
        public static class Empty extends Banner {
          public String redisKey() { return "my:empty"; }
          public byte[] fetchData(JobContext context) { return new byte[0]; }
        }
        public static class Zero extends Banner {
          public int intervalSec() { return 0; }
        }
        public static class Short extends Banner {
          public int ttlSec() { return 29; }
        }
        public static class Columns extends Banner {
          public String redisKey() { return "my:{user}"; }
        }
        public static class Nameless extends Banner {
          public String name() { return "a b"; }
        }
        public static class Keyless extends Banner {
          public String redisKey() { return null; }
        }
        public static class Twice extends Banner {
          public String name() { return "other"; }
        }
      }
      """;

  private static Path classes;

  @TempDir private Path folder;

  private CacheCase cache;

  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/com/acme")).resolve("Banner.java");
    Files.writeString(source, JOBS);
    classes = Files.createDirectories(folder.resolve("classes"));
    String[] arguments = {
      "-d", classes.toString(), "-cp", "target/classes", "-proc:none", source.toString()
    };
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
  }

  @BeforeEach
  void connect() {
    REDIS.flush();
    cache =
        new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder)
            .alone()
            .with("JOB_CH_TIMEOUT_MS", 20_000);
  }

  /** A jar that offers these classes. */
  private void jar(String... names) throws IOException {
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(cache.jobs().resolve("acme.jar")));
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path path : compiled.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, jar);
      }
      jar.putNextEntry(new JarEntry("META-INF/services/" + CacheRefreshJob.class.getName()));
      jar.write(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void should_store_what_a_job_in_java_gives() throws IOException {
    jar(
        "com.acme.Banner",
        "com.acme.Banner$Throws",
        "com.acme.Banner$Asks",
        "com.acme.Banner$Empty");
    cache.job("mine.yaml", "key: my:banner\ninterval_sec: 60\nquery: SELECT 1 AS n\n");

    JsonNode rows = cache.json("cache", "refresh");

    assertThat(rows)
        .extracting(row -> row.path("job").asText() + " " + row.path("status").asText())
        .containsExactly("Asks failed", "Banner refreshed", "Empty failed", "Throws failed");
    assertThat(rows)
        .extracting(row -> row.path("why").asText())
        .anySatisfy(why -> assertThat(why).contains("com.acme.Banner$Throws: ", "no luck"))
        .anySatisfy(why -> assertThat(why).contains("com.acme.Banner$Asks: ", "no_such_table"))
        .anySatisfy(why -> assertThat(why).contains("com.acme.Banner$Empty gave nothing"));
    assertThat(REDIS.get("my:banner")).isEqualTo("Hello 42");
    assertThat(REDIS.ttl("my:banner")).isBetween(35_000L, 45_000L);
    assertThat(cache.run("cache", "list").err())
        .contains(
            "Refused: mine.yaml:1: my:banner collides with the job Banner of com.acme.Banner");
  }

  @ParameterizedTest
  @CsvSource({
    "Zero, intervalSec() is 0",
    "Short, ttlSec() is 29",
    "Columns, redisKey() is 'my:{user}'",
    "Nameless, name() is 'a b'",
    "Keyless, redisKey() is null"
  })
  void should_not_start_when_a_job_in_java_cannot_work(String name, String why) throws IOException {
    jar("com.acme.Banner$" + name);

    Cli.Result run = cache.run("cache", "refresh");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("CACHE_JOBS_DIR: com.acme.Banner$" + name + ": ", why);
  }

  @Test
  void should_not_start_when_two_jobs_in_java_have_a_key() throws IOException {
    jar("com.acme.Banner", "com.acme.Banner$Twice");

    Cli.Result run = cache.run("cache", "list");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err())
        .contains("com.acme.Banner$Twice collides with com.acme.Banner: change its name()");
  }
}

package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Serai;
import io.serai.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as it is started at first, by someone whose settings are meant for something else. */
class DemoTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final int LAUNCHERS_HEAP_MB = 256;

  /** Of a user whose mail server is named elsewhere, with folders that are not there. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MAIL_FROM", "serai@example.com",
          "MAIL_TO", "ops@example.com",
          "ENRICH_INPUT_COLUMN", "no_such_column",
          "ENRICH_TRAIN_TYPE", "9",
          "SERAI_SQL_DIR", "no-such-folder",
          "KAFKA_TOPIC_TASKS", "tasks-of-mine",
          "SERAI_MANAGEMENT_PORT", "0");

  @TempDir private Path folder;

  @Test
  void should_tell_of_each_line_what_is_its_own_when_it_runs_a_second_time() throws Exception {
    String first = demo();
    assertThat(first)
        .contains("110 rows answered", "2 dead, 0 pending", "7 objects listed, 7 new, processed in")
        .contains("6 with a result, 1 failed", "nova:cache:trending:1h = ");

    String second = demo();
    assertThat(second)
        .contains(
            "7 objects listed, all of them known since an earlier run: 6 with a result, 1 failed")
        .containsOnlyOnce("ragged.csv,");
    assertThat(second.indexOf("ragged.csv")).isGreaterThan(second.indexOf("7 objects listed"));
  }

  private String demo() throws Exception {
    try (ChildJvm demo =
        ChildJvm.startWithHeap(
            LAUNCHERS_HEAP_MB,
            folder.resolve("work"),
            ENVIRONMENT,
            Serai.class,
            "demo",
            "--exit")) {
      assertThat(demo.exitCode(PATIENCE)).as(demo.output()).isEqualTo(ExitCode.DONE);
      String output = demo.output();
      return output.substring(output.lastIndexOf("Database "));
    }
  }
}

package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Serai;
import io.serai.dev.EmbeddedPostgres;
import io.serai.dev.LockFile;
import io.serai.ledger.LedgerSchema;
import io.serai.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The benchmark of the files line, on servers of its own, so small that its numbers say nothing.
 */
class FilesBenchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int OBJECTS = 30;

  @TempDir private Path folder;

  @Test
  void should_refuse_and_delete_nothing_when_another_benchmark_runs_there() throws Exception {
    Path bench = folder.resolve("work/data/bench");
    Path kept = Files.createDirectories(bench.resolve("files")).resolve("kept");
    Files.createFile(kept);
    try (LockFile other = LockFile.tryExclusive(bench.resolve("files.lock")).orElseThrow();
        ChildJvm second =
            ChildJvm.start(folder.resolve("work"), Map.of(), Serai.class, "bench", "files")) {
      assertThat(other).isNotNull();
      assertThat(second.exitCode(PATIENCE)).isEqualTo(ExitCode.WRONG_USAGE);
      assertThat(second.output()).contains("Another benchmark runs in data/bench/files");
      assertThat(kept).exists();
    }
  }

  @Test
  void should_measure_both_and_leave_nothing_when_an_earlier_one_was_killed() throws Exception {
    leaveTaskOfKilledBenchmark();
    String command =
        "bench files --scenarios copy --size 100 --passes 1 --parallel 2 --warm-ups 0 --repeat 1"
            + " --json --objects "
            + OBJECTS;
    try (ChildJvm bench =
        ChildJvm.start(folder.resolve("work"), Map.of(), Serai.class, command.split(" "))) {
      assertThat(bench.exitCode(PATIENCE)).as(bench.output()).isEqualTo(ExitCode.DONE);

      String output = bench.output();
      JsonNode result = new ObjectMapper().readTree(output.substring(output.indexOf('['))).get(0);
      assertThat(result.path("scenario").textValue()).isEqualTo("copy");
      assertThat(result.path("objects").intValue()).isEqualTo(OBJECTS);
      for (String rate : List.of("files/s", "plain SDK files/s", "ratio")) {
        assertThat(result.path(rate).doubleValue()).as(rate).isPositive();
      }
      assertThat(folder.resolve("work/data/bench/files")).doesNotExist();
    }
  }

  /** A task that is due, of an object that is gone. */
  private void leaveTaskOfKilledBenchmark() throws Exception {
    Path data = Files.createDirectories(folder.resolve("work/data/bench/postgres"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data)) {
      DataSource database =
          new DriverManagerDataSource(postgres.jdbcUrl(), postgres.user(), postgres.password());
      new LedgerSchema(database).migrate();
      new JdbcTemplate(database)
          .execute(
              "INSERT INTO serai.work_item (line, key, state, payload) VALUES ('files',"
                  + " 'bench-source/gone.bin@x', 'READY', jsonb_build_object('message',"
                  + " jsonb_build_object('key', 'gone.bin', 'bucket', 'bench-source')))");
    }
  }
}

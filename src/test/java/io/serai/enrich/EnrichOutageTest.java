package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.Serai;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.EmbeddedPostgres;
import io.serai.dev.TestServers;
import io.serai.ledger.LedgerSchema;
import io.serai.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A run whose database goes away and comes back; the server is this test's own. */
class EnrichOutageTest {

  private static final int ROWS = 800;
  private static final int WORKERS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void should_end_by_itself_with_all_rows_enriched_when_the_database_was_away_for_a_while()
      throws Exception {
    try (EmbeddedPostgres server = TestServers.postgres(folder.resolve("postgres"));
        CozeDouble coze =
            CozeDouble.start(Behaviour.quick().withLatency(30, 20).withRecording(true, 0))) {
      DataSource database =
          new DriverManagerDataSource(server.jdbcUrl(), server.user(), server.password());
      new LedgerSchema(database).migrate();
      EnrichFixture rows = new EnrichFixture(new JdbcTemplate(database));
      rows.createTable();
      rows.insert(0, ROWS);
      Map<String, String> environment = rows.environment(environment(server), coze, WORKERS);

      try (ChildJvm run =
          ChildJvm.start(
              folder.resolve("run"), environment, Serai.class, "enrich", "run", "--once")) {
        await().atMost(PATIENCE).until(() -> rows.enriched() > 50);
        server.stopServer();
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        assertThat(run.isAlive()).as(run.output()).isTrue();
        server.restartServer();

        assertThat(run.exitCode(PATIENCE)).as(run.output()).isZero();
      }
      assertThat(rows.enriched()).isEqualTo(ROWS);
      assertThat(rows.writes()).isEqualTo(ROWS);
      assertThat(rows.mostWritesOfARow()).isEqualTo(1);
      assertThat(coze.stats().calls()).as("answers are kept, not asked again").isEqualTo(ROWS);
    }
  }

  private static Map<String, String> environment(EmbeddedPostgres server) {
    return Map.of(
        "DB_HOST", server.host(),
        "DB_PORT", String.valueOf(server.port()),
        "DB_NAME", server.database(),
        "DB_USER", server.user(),
        "DB_PASSWORD", server.password());
  }
}

package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.config.Settings;
import io.serai.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

  /** PostgreSQL may keep a plan from the sixth time on. */
  private static final int OFTEN = 10;

  @Test
  void should_use_the_index_when_a_statement_was_prepared_while_the_table_was_empty()
      throws SQLException {
    Settings settings =
        Settings.load(DATABASE.environment(), Path.of("no-such-file.properties"), Map.of());
    try (Database database = Database.open(settings);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE item (key text PRIMARY KEY) WITH (autovacuum_enabled = false)");
      statement.execute("VACUUM ANALYZE item");
      statement.execute("PREPARE find (text) AS SELECT * FROM item WHERE key = $1");
      for (int i = 0; i < OFTEN; i++) {
        statement.execute("EXECUTE find('a')");
      }
      statement.execute("INSERT INTO item SELECT 'key-' || n FROM generate_series(1, 20000) n");

      try (ResultSet plan = statement.executeQuery("EXPLAIN EXECUTE find('a')")) {
        plan.next();
        assertThat(plan.getString(1)).contains("item_pkey");
      }
    }
  }
}

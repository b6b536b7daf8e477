package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestDatabaseTest {

  @RegisterExtension static final TestDatabase OF_CLASS = TestDatabase.withLedger();
  @RegisterExtension final TestDatabase ofTest = TestDatabase.empty();

  @Test
  void should_have_databases_of_their_own_when_class_and_test_ask_for_one() {
    assertThat(tables(OF_CLASS)).contains("work_item");
    assertThat(tables(ofTest)).isEmpty();
    assertThat(ofTest.settings(Map.of("ENRICH_MAX_WORKERS", "9")).text(Setting.DB_NAME))
        .isEqualTo(name(ofTest))
        .isNotEqualTo(name(OF_CLASS));
    assertThat(OF_CLASS.ledger("me", Duration.ofSeconds(2)).owner()).isEqualTo("me");
  }

  @Test
  void should_drop_what_a_killed_run_left_when_the_server_starts() {
    ofTest.jdbc().execute("CREATE DATABASE test_999999999_5_1");

    try (TestPostgres next = new TestPostgres()) {
      assertThat(next.url(name(ofTest))).isEqualTo(ofTest.url());
      assertThat(databases()).doesNotContain("test_999999999_5_1").contains(name(ofTest));
    }
  }

  private List<String> databases() {
    return ofTest.jdbc().queryForList("SELECT datname FROM pg_database", String.class);
  }

  private static String name(TestDatabase database) {
    return database.jdbc().queryForObject("SELECT current_database()", String.class);
  }

  private static List<String> tables(TestDatabase database) {
    return database
        .jdbc()
        .queryForList(
            "SELECT tablename FROM pg_tables WHERE schemaname IN ('serai', 'public')",
            String.class);
  }
}

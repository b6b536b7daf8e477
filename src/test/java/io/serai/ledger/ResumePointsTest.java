package io.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ResumePointsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private ResumePoints points;

  @BeforeEach
  void begin() {
    DATABASE.jdbc().execute("TRUNCATE serai.resume_point");
    points = new ResumePoints(DATABASE.jdbc());
  }

  @Test
  void should_go_on_at_the_last_point_when_written_again() {
    assertThat(points.read("scan", "b")).isEmpty();

    points.write("scan", "b", "{\"after\": \"a\"}");
    points.write("scan", "b", "{\"after\": \"b\\u0000\"}");
    points.write("scan", "c", "3");
    points.write("other", "b", "4");

    assertThat(points.read("scan", "b")).contains("{\"after\": \"b\uFFFD\"}");
    points.remove("scan", "b");
    assertThat(points.read("scan", "b")).isEmpty();
    assertThat(points.read("scan", "c")).contains("3");
    assertThat(points.read("other", "b")).contains("4");
  }

  @Test
  void should_tell_names_apart_when_they_are_longer_than_an_index_entry() {
    String bucketAndPrefix = "bucket/" + "汉".repeat(5_000);
    points.write("scan", bucketAndPrefix + "1", "1");
    points.write("scan", bucketAndPrefix + "2", "2");
    points.write("scan", "half \uD83D and \0", "3");

    assertThat(points.read("scan", bucketAndPrefix + "1")).contains("1");
    assertThat(points.read("scan", bucketAndPrefix + "2")).contains("2");
    assertThat(points.read("scan", "half \uD83D and \0")).contains("3");
    points.remove("scan", bucketAndPrefix + "1");
    assertThat(points.read("scan", bucketAndPrefix + "1")).isEmpty();
  }

  @Test
  void should_be_forgotten_when_the_transaction_around_it_is_rolled_back() {
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(DATABASE.dataSource()));

    transaction.executeWithoutResult(
        status -> {
          points.write("scan", "b", "1");
          assertThat(points.read("scan", "b")).contains("1");
          status.setRollbackOnly();
        });

    assertThat(points.read("scan", "b")).isEmpty();
  }

  @Test
  void should_refuse_a_point_that_is_no_json() {
    assertThatThrownBy(() -> points.write("scan", "b", "{"))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void should_store_keys_as_they_are_sent_when_they_hold_half_a_character() {
    assertThat(LongKeys.stored("a\uD83Db")).isEqualTo("a?b");
    String cut = LongKeys.stored("x".repeat(399) + "\uD83D\uDE00".repeat(100));
    assertThat(cut).startsWith("x".repeat(399) + "?…").hasSize(465);
    assertThat(LongKeys.stored(cut)).isEqualTo(cut);
  }
}

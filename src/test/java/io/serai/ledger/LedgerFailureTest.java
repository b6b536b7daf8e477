package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static io.serai.ledger.LedgerFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each class of error does to an item. */
class LedgerFailureTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private LedgerFixture items;
  private Ledger ledger;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    items.enqueue("k");
    ledger = DATABASE.ledger("a", MINUTE);
  }

  @Test
  void should_wait_as_asked_and_consume_no_attempt_when_throttled() {
    for (int i = 0; i < 5; i++) {
      Failure busy = failure(ErrorClass.THROTTLED).after(Duration.ofSeconds(90));

      assertThat(ledger.fail(LINE, ledger.claim(LINE, 1), busy)).containsExactly(ItemState.RETRY);

      assertThat(items.item("k").attempt()).isZero();
      assertThat(delay()).isEqualTo(Duration.ofSeconds(90));
      assertThat(ledger.claim(LINE, 1)).isEmpty();
      items.update("k", "run_at = now()");
    }
  }

  @Test
  void should_back_off_further_each_time_when_transient() {
    Ledger patient =
        DATABASE.ledger("a", MINUTE, new Backoff(Duration.ofSeconds(10), MINUTE, () -> 0.5));

    patient.fail(LINE, patient.claim(LINE, 1), failure(ErrorClass.TRANSIENT));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(5));
    items.update("k", "run_at = now()");
    patient.fail(LINE, patient.claim(LINE, 1), failure(ErrorClass.TRANSIENT));

    assertThat(delay()).isEqualTo(Duration.ofSeconds(10));
    assertThat(items.item("k").attempt()).isEqualTo(2);
  }

  @Test
  void should_die_with_its_cause_when_transient_at_the_last_attempt() {
    assertThat(failTransiently("first")).isEqualTo(ItemState.RETRY);
    assertThat(failTransiently("second")).isEqualTo(ItemState.RETRY);
    assertThat(failTransiently("third")).isEqualTo(ItemState.DEAD);

    WorkItem item = items.item("k");
    assertThat(item.attempt()).isEqualTo(item.maxAttempts());
    assertThat(item.owner()).isNull();
    assertThat(item.error()).isEqualTo("third");
    assertThat(item.errorCode()).isEqualTo("E1");
    assertThat(item.errorClass()).isEqualTo("TRANSIENT");
    assertThat(ledger.claim(LINE, 1)).isEmpty();
  }

  private ItemState failTransiently(String message) {
    Failure failure = Failure.of(ErrorClass.TRANSIENT, "E1", message);
    return ledger.fail(LINE, ledger.claim(LINE, 1), failure).get(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"PERMANENT", "INVALID"})
  void should_be_dead_at_once_when_it_would_fail_every_time(ErrorClass errorClass) {
    assertThat(ledger.fail(LINE, ledger.claim(LINE, 1), failure(errorClass)))
        .containsExactly(ItemState.DEAD);

    assertThat(items.item("k").errorClass()).isEqualTo(errorClass.name());
    assertThat(items.item("k").attempt()).isEqualTo(1);
  }

  @Test
  void should_keep_the_time_of_the_first_failure_when_it_fails_again() {
    ledger.fail(LINE, ledger.claim(LINE, 1), failure(ErrorClass.THROTTLED));
    items.update("k", "first_failed_at = '2026-01-02T03:04:05Z'");

    ledger.fail(LINE, ledger.claim(LINE, 1), failure(ErrorClass.TRANSIENT));
    ledger.claim(LINE, 1);
    items.endLeases();
    ledger.reap();

    assertThat(items.item("k").firstFailedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void should_store_any_text_when_an_error_holds_nul_or_half_a_character() {
    Failure strange =
        new Failure(
            ErrorClass.TRANSIENT, "E\0", "nul \0, half \uD83D, 汉字 \uD83D\uDE00", "\0", null);

    ledger.fail(LINE, ledger.claim(LINE, 1), strange);

    WorkItem item = items.item("k");
    assertThat(item.errorCode()).isEqualTo("E\uFFFD");
    assertThat(item.error()).startsWith("nul \uFFFD, half ").endsWith(", 汉字 \uD83D\uDE00");
    assertThat(item.errorTrace()).isEqualTo("\uFFFD");
  }

  @Test
  void should_store_the_trace_when_it_is_cut_within_a_character() {
    Throwable thrown = new IllegalStateException("\uD83D\uDE00".repeat(5_000));
    assertThat(Failure.unexpected(thrown).trace()).hasSizeLessThanOrEqualTo(8_000);

    ledger.fail(LINE, ledger.claim(LINE, 1), Failure.unexpected(thrown));
    ledger.fail(
        LINE,
        ledger.claim(LINE, 1),
        Failure.unexpected(new IllegalStateException("x" + thrown.getMessage())));

    assertThat(items.item("k").errorTrace()).contains("IllegalStateException");
  }

  @Test
  void should_change_only_what_is_still_claimed_when_a_batch_fails() {
    items.enqueue("lost");
    List<Claim> both = ledger.claim(LINE, 2);
    items.update("lost", "fence = fence + 1");

    assertThat(ledger.fail(LINE, both, failure(ErrorClass.INVALID))).hasSize(1);

    assertThat(items.item("lost").state()).isEqualTo(ItemState.CLAIMED);
  }

  private Duration delay() {
    WorkItem item = items.item("k");
    return Duration.between(item.updatedAt(), item.runAt());
  }
}

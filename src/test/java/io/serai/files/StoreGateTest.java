package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a refusal is one file's, and when it is the settings'. */
class StoreGateTest {

  private static final Failure WRONG_KEY = refused("SignatureDoesNotMatch");
  private static final Failure ELSEWHERE = refused("PermanentRedirect");
  private static final FileTask FILE = in("in");

  private final AtomicLong clock = new AtomicLong();
  private final StoreGate gate = new StoreGate(Set.of("in", "out"), clock::get);

  private static Failure refused(String code) {
    return Failure.of(ErrorClass.PERMANENT, code, "check OBS_SECRET_KEY");
  }

  private static FileTask in(String bucket) {
    return new FileTask("k", bucket, "out", "k.json", null, null, null);
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      gate.judge(FILE, WRONG_KEY);
    }
  }

  @Test
  void should_fail_a_few_files_and_hold_the_others_when_the_keys_are_refused() {
    for (int i = 0; i < StoreGate.MOST_BURIED; i++) {
      assertThat(gate.judge(FILE, WRONG_KEY)).isEqualTo(WRONG_KEY);
      assertThat(gate.fault()).isNull();
      assertThat(gate.admits(7)).isTrue();
    }

    assertThat(gate.judge(FILE, WRONG_KEY))
        .extracting(Failure::errorClass, Failure::code)
        .containsExactly(ErrorClass.THROTTLED, "SignatureDoesNotMatch");
    assertThat(gate.fault()).contains("check OBS_SECRET_KEY");
    assertThat(gate.admits(0)).isFalse();
  }

  @Test
  void should_try_one_file_ever_more_rarely_when_it_holds() {
    refuse(StoreGate.MOST_BURIED + 8);
    long pause = 1_000;
    for (int trial = 0; trial < 9; trial++) {
      clock.addAndGet(pause - 1);
      assertThat(gate.admits(0)).as("trial %d", trial).isFalse();
      clock.incrementAndGet();
      assertThat(gate.admits(0)).as("trial %d", trial).isTrue();
      assertThat(gate.admits(1)).as("one at a time").isFalse();
      assertThat(gate.judge(FILE, WRONG_KEY).errorClass()).isEqualTo(ErrorClass.THROTTLED);
      pause = Math.min(60_000, 2 * pause);
    }
    gate.tryNow();
    assertThat(gate.admits(0)).as("an operator asked for it").isTrue();
  }

  @Test
  void should_go_on_and_begin_to_count_anew_when_a_file_succeeds() {
    refuse(StoreGate.MOST_BURIED + 1);

    gate.succeeded();

    assertThat(gate.fault()).isNull();
    assertThat(gate.admits(7)).isTrue();
    assertThat(gate.judge(FILE, WRONG_KEY)).isEqualTo(WRONG_KEY);
  }

  @Test
  void should_take_the_keys_for_right_when_one_object_is_missing_or_forbidden() {
    for (Failure own :
        new Failure[] {
          refused("AccessDenied"), Failure.of(ErrorClass.INVALID, "NoSuchKey", "missing")
        }) {
      refuse(StoreGate.MOST_BURIED + 1);
      assertThat(gate.judge(FILE, own)).isEqualTo(own);
      assertThat(gate.fault()).as(own.code()).isNull();
    }
  }

  @Test
  void should_not_take_the_keys_for_right_when_the_storage_was_not_asked() {
    refuse(StoreGate.MOST_BURIED + 1);

    gate.judge(null, Failure.of(ErrorClass.INVALID, "BAD_TASK", "no key"));
    gate.judge(FILE, Failure.of(ErrorClass.THROTTLED, "STORE_AWAY", "away"));

    assertThat(gate.fault()).isNotNull();
  }

  @Test
  void should_hold_files_when_a_bucket_of_the_settings_does_not_exist() {
    Failure missing = refused("NoSuchBucket");
    for (int i = 0; i < 9; i++) {
      assertThat(gate.judge(in("foreign"), missing)).isEqualTo(missing);
    }
    assertThat(gate.fault()).as("the task names it").isNull();

    for (int i = 0; i < StoreGate.MOST_BURIED; i++) {
      assertThat(gate.judge(FILE, missing)).isEqualTo(missing);
    }
    assertThat(gate.judge(FILE, missing).errorClass()).isEqualTo(ErrorClass.THROTTLED);
    assertThat(gate.fault()).isNotNull();
  }

  @Test
  void should_blame_the_task_when_only_its_own_bucket_is_elsewhere() {
    for (int i = 0; i < 9; i++) {
      assertThat(gate.judge(in("foreign"), ELSEWHERE)).isEqualTo(ELSEWHERE);
    }
    assertThat(gate.fault()).isNull();

    for (int i = 0; i <= StoreGate.MOST_BURIED; i++) {
      gate.judge(FILE, ELSEWHERE);
    }
    assertThat(gate.fault()).isNotNull();
  }
}

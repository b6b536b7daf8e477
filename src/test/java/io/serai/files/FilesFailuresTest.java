package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What exceptions mean for a task. */
class FilesFailuresTest {

  private static Failure of(Throwable thrown) {
    Failure failure = FilesFailures.of(new IllegalStateException("wrapped", thrown));
    assertThat(failure.message()).isNotBlank();
    return failure;
  }

  @Test
  void should_be_invalid_when_the_message_is_at_fault() {
    assertThat(of(new InvalidTaskException("the message has no \"key\"")))
        .isEqualTo(Failure.of(ErrorClass.INVALID, "BAD_TASK", "the message has no \"key\""));
  }

  @Test
  void should_be_no_failure_when_a_stop_interrupted_it() {
    assertThat(FilesFailures.of(new IllegalStateException(new InterruptedException()))).isNull();
    assertThat(FilesFailures.of(AbortedException.create("Thread was interrupted"))).isNull();
  }

  @Test
  void should_only_wait_when_the_store_is_held_back_or_away() {
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("b");
    assertThat(of(CallNotPermittedException.createCallNotPermittedException(breaker)))
        .extracting(Failure::errorClass, Failure::code)
        .containsExactly(ErrorClass.THROTTLED, "STORE_HELD_BACK");
    assertThat(of(SdkClientException.create("x", new java.net.ConnectException("refused"))))
        .extracting(Failure::errorClass, Failure::code)
        .containsExactly(ErrorClass.THROTTLED, "STORE_AWAY");
  }

  @Test
  void should_hold_back_the_store_only_when_it_is_not_well() {
    assertThat(
            FilesFailures.countsAgainstStore(
                new IllegalStateException(S3Exception.builder().statusCode(503).build())))
        .isTrue();
    assertThat(FilesFailures.countsAgainstStore(NoSuchKeyException.builder().build())).isFalse();
    assertThat(FilesFailures.countsAgainstStore(new InvalidTaskException("x"))).isFalse();
    assertThat(FilesFailures.countsAgainstStore(AbortedException.create("stop"))).isFalse();
  }

  @Test
  void should_blame_the_key_when_the_storage_reads_it_otherwise_than_it_was_signed() {
    Failure wrong = Failure.of(ErrorClass.PERMANENT, "SignatureDoesNotMatch", "check the keys");

    assertThat(FilesFailures.within(task("a/b.csv", "r"), wrong)).isEqualTo(wrong);
    assertThat(FilesFailures.within(null, wrong)).isEqualTo(wrong);
    for (FileTask odd : new FileTask[] {task("a//b", "r"), task("/a", "r"), task("a", "r//s")}) {
      Failure own = FilesFailures.within(odd, wrong);
      assertThat(own.code()).as(odd.key()).isEqualTo("KEY_REFUSED");
      assertThat(own.errorClass()).isEqualTo(ErrorClass.PERMANENT);
      assertThat(own.message()).contains("a//b").endsWith("check the keys");
    }
  }

  @Test
  void should_blame_the_key_when_the_storage_takes_a_part_of_it_for_a_folder() {
    Failure wrong = Failure.of(ErrorClass.PERMANENT, "InvalidURI", "no (HTTP 400)");

    assertThat(FilesFailures.within(task("a..b/c.../.d", "r"), wrong)).isEqualTo(wrong);
    for (String odd : new String[] {"../../etc/passwd", "a/../b", "a/..", "./a", ".."}) {
      Failure own = FilesFailures.within(task(odd, "r"), wrong);
      assertThat(own.code()).as(odd).isEqualTo("KEY_REFUSED");
      assertThat(own.message()).contains("part .. or . of a key").endsWith("no (HTTP 400)");
    }
  }

  private static FileTask task(String key, String destKey) {
    return new FileTask(key, "in", "out", destKey, null, null, null);
  }

  @Test
  void should_be_tried_again_when_a_local_file_is_missing() {
    assertThat(of(new NoSuchFileException("/data/x")))
        .extracting(Failure::errorClass, Failure::code)
        .containsExactly(ErrorClass.TRANSIENT, "LOCAL_FILE");
  }

  @Test
  void should_be_tried_again_with_its_trace_when_nobody_foresaw_it() {
    Failure failure = of(new StackOverflowError());

    assertThat(failure.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(failure.code()).isEqualTo("StackOverflowError");
    assertThat(failure.trace()).contains("FilesFailuresTest");
  }
}

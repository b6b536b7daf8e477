package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreBreakerTest {

  private final StoreBreaker store = new StoreBreaker();
  private final CircuitBreaker breaker = store.circuitBreaker();

  private void tryAgain() {
    breaker.transitionToOpenState();
    assertThat(store.admits(0)).isFalse();
    breaker.transitionToHalfOpenState();
  }

  private void succeed(int calls) {
    for (int i = 0; i < calls; i++) {
      breaker.acquirePermission();
      breaker.onSuccess(1, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void should_begin_nothing_that_would_be_turned_away_while_the_last_trial_is_under_way() {
    tryAgain();
    assertThat(store.admits(4)).isTrue();
    assertThat(store.admits(5)).isFalse();
    breaker.acquirePermission();

    succeed(4);

    assertThat(breaker.tryAcquirePermission()).isFalse();
    assertThat(store.admits(1)).isFalse();
  }

  @Test
  void should_end_the_trial_when_the_bytes_of_a_large_file_move() {
    tryAgain();
    breaker.acquirePermission();
    succeed(4);

    store.moved();

    assertThat(store.state()).isEqualTo("CLOSED");
    assertThat(store.admits(100)).isTrue();
    store.moved();
    assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
  }
}

package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnrichFailuresTest {

  /** As Apache's HTTP client names it. */
  private static final class ConnectTimeoutException extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;
  }

  static Stream<Arguments> connectionFaults() {
    return Stream.of(
        Arguments.of(new ConnectException("refused"), ErrorClass.THROTTLED, "UNREACHABLE"),
        Arguments.of(new UnknownHostException("no.host"), ErrorClass.THROTTLED, "UNREACHABLE"),
        Arguments.of(new NoRouteToHostException("x"), ErrorClass.THROTTLED, "UNREACHABLE"),
        Arguments.of(new SSLHandshakeException("x"), ErrorClass.THROTTLED, "UNREACHABLE"),
        Arguments.of(new ConnectTimeoutException(), ErrorClass.THROTTLED, "UNREACHABLE"),
        Arguments.of(new SocketTimeoutException("read"), ErrorClass.TRANSIENT, "TIMEOUT"),
        Arguments.of(new InterruptedIOException("x"), ErrorClass.TRANSIENT, "TIMEOUT"),
        Arguments.of(new SocketException("reset"), ErrorClass.TRANSIENT, "CONNECTION"),
        Arguments.of(new IOException("cut"), ErrorClass.TRANSIENT, "CONNECTION"));
  }

  @ParameterizedTest
  @MethodSource("connectionFaults")
  void should_tell_away_from_broken_when_a_connection_fails(
      IOException thrown, ErrorClass expected, String code) {
    for (Throwable wrapped : List.of(thrown, new RuntimeException(new Exception(thrown)))) {
      Failure failure = EnrichFailures.failure(wrapped);
      assertThat(failure.errorClass()).isEqualTo(expected);
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.message()).contains(thrown.getClass().getSimpleName());
      assertThat(EnrichFailures.countsAgainstApi(wrapped)).isTrue();
    }
  }

  static Stream<Arguments> cozeFaults() {
    return Stream.of(
        Arguments.of(CozeFault.THROTTLED, ErrorClass.THROTTLED, false),
        Arguments.of(CozeFault.UNAVAILABLE, ErrorClass.THROTTLED, true),
        Arguments.of(CozeFault.BOT, ErrorClass.THROTTLED, false),
        Arguments.of(CozeFault.TRANSIENT, ErrorClass.TRANSIENT, false),
        Arguments.of(CozeFault.ROW, ErrorClass.PERMANENT, false));
  }

  @ParameterizedTest
  @MethodSource("cozeFaults")
  void should_kill_only_the_row_at_fault_when_coze_refuses(
      CozeFault fault, ErrorClass expected, boolean againstApi) {
    CozeException thrown = new CozeException(fault, "4242", "why", Duration.ofSeconds(3));
    Failure failure = EnrichFailures.failure(new RuntimeException(thrown));
    assertThat(failure)
        .isEqualTo(new Failure(expected, "4242", "why", null, Duration.ofSeconds(3)));
    assertThat(EnrichFailures.countsAgainstApi(thrown)).isEqualTo(againstApi);
  }

  @Test
  void should_count_against_the_api_when_it_answers_http_500_without_a_code() {
    CozeException thrown = new CozeException(CozeFault.TRANSIENT, "HTTP_500", "oops", null);
    assertThat(EnrichFailures.countsAgainstApi(thrown)).isTrue();
  }

  @Test
  void should_cost_no_attempt_when_the_breaker_is_open() {
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("coze");
    CallNotPermittedException thrown =
        CallNotPermittedException.createCallNotPermittedException(breaker);
    Failure failure = EnrichFailures.failure(thrown);
    assertThat(failure.errorClass()).isEqualTo(ErrorClass.THROTTLED);
    assertThat(failure.code()).isEqualTo("API_DOWN");
    assertThat(EnrichFailures.countsAgainstApi(thrown)).isFalse();
  }

  @Test
  void should_keep_the_stack_trace_when_nobody_foresaw_it() {
    Failure failure = EnrichFailures.failure(new IllegalArgumentException("bug"));
    assertThat(failure.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(failure.code()).isEqualTo("IllegalArgumentException");
    assertThat(failure.trace()).contains("EnrichFailuresTest");
  }

  @Test
  void should_stop_at_the_exception_that_matters_when_it_has_causes() {
    IOException io = new IOException("cut", new IllegalStateException("deeper"));
    assertThat(EnrichFailures.root(new RuntimeException(io))).isSameAs(io);
  }
}

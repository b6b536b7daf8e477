package io.serai.enrich;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ops.Causes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Tells from an exception what it means for the row and for the API as a whole. Stateless. */
final class EnrichFailures {

  private EnrichFailures() {}

  /** The exception that matters in a chain of wrappers. */
  static Throwable root(Throwable thrown) {
    return Causes.of(thrown).stream()
        .filter(each -> each instanceof CozeException || each instanceof IOException)
        .findFirst()
        .orElseGet(() -> Causes.root(thrown));
  }

  /**
   * Whether the circuit breaker counts it: the API as a whole did badly, not one bot or one text.
   */
  static boolean countsAgainstApi(Throwable thrown) {
    Throwable root = root(thrown);
    if (root instanceof CozeException coze) {
      return coze.fault() == CozeFault.UNAVAILABLE || coze.code().startsWith("HTTP_5");
    }
    return root instanceof IOException;
  }

  /** What goes into the ledger. */
  static Failure failure(Throwable thrown) {
    Throwable root = root(thrown);
    if (root instanceof CozeException coze) {
      return new Failure(
          errorClass(coze.fault()), coze.code(), coze.getMessage(), null, coze.retryAfter());
    }
    if (root instanceof CallNotPermittedException) {
      return Failure.of(
          ErrorClass.THROTTLED, "API_DOWN", "The circuit breaker of the Coze API is open");
    }
    if (root instanceof IOException io) {
      return ofConnection(io);
    }
    return Failure.unexpected(root);
  }

  private static ErrorClass errorClass(CozeFault fault) {
    return switch (fault) {
      case THROTTLED, UNAVAILABLE, BOT -> ErrorClass.THROTTLED;
      case TRANSIENT -> ErrorClass.TRANSIENT;
      case ROW -> ErrorClass.PERMANENT;
    };
  }

  private static Failure ofConnection(IOException io) {
    String what = io.getClass().getSimpleName() + ": " + io.getMessage();
    if (unreachable(io)) {
      return Failure.of(
          ErrorClass.THROTTLED, "UNREACHABLE", "The Coze API cannot be reached: " + what);
    }
    if (io instanceof SocketTimeoutException || io instanceof InterruptedIOException) {
      return Failure.of(
          ErrorClass.TRANSIENT, "TIMEOUT", "No reply within ENRICH_REQUEST_TIMEOUT: " + what);
    }
    return Failure.of(ErrorClass.TRANSIENT, "CONNECTION", "The connection broke: " + what);
  }

  private static boolean unreachable(IOException io) {
    return io instanceof ConnectException
        || io instanceof UnknownHostException
        || io instanceof NoRouteToHostException
        || io instanceof SSLException
        || io.getClass().getSimpleName().equals("ConnectTimeoutException");
  }
}

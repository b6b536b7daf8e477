package io.serai.files.store;

import io.serai.ledger.ErrorClass;
import io.serai.ops.TlsFault;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** What goes wrong on the way to the object storage. */
final class NetworkFaults {

  private NetworkFaults() {}

  static StoreFault of(Throwable failure) {
    for (Throwable each = failure; each != null; each = StoreFault.next(each)) {
      StoreFault fault = ofOne(each);
      if (fault != null) {
        return fault;
      }
    }
    return new StoreFault(ErrorClass.TRANSIENT, "STORE", String.valueOf(failure.getMessage()));
  }

  private static StoreFault ofOne(Throwable failure) {
    // by name, because Apache's client is none of our dependencies
    String name = failure.getClass().getSimpleName();
    if (name.equals("ConnectionPoolTimeoutException")) {
      return new StoreFault(
          ErrorClass.THROTTLED, "STORE_BUSY", "no connection to the object storage became free");
    }
    if (failure instanceof ConnectException
        || failure instanceof NoRouteToHostException
        || name.equals("ConnectTimeoutException")) {
      return away(failure.getMessage());
    }
    if (failure instanceof UnknownHostException) {
      return away("there is no host " + failure.getMessage());
    }
    if (failure instanceof SocketTimeoutException
        || failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return new StoreFault(
          ErrorClass.TRANSIENT,
          "STORE_TIMEOUT",
          "the object storage did not answer within OBS_REQUEST_TIMEOUT");
    }
    if (failure instanceof SSLException && isOfSettings(failure)) {
      return new StoreFault(
          ErrorClass.PERMANENT,
          "STORE_TLS",
          "the object storage " + tls(String.valueOf(failure.getMessage())));
    }
    if (isOfConnection(failure)) {
      return new StoreFault(
          ErrorClass.TRANSIENT,
          "STORE_CUT",
          "the connection to the object storage broke: " + failure.getMessage());
    }
    return null;
  }

  /** A certificate that is not trusted, or no TLS at all; all else may be a broken connection. */
  private static boolean isOfSettings(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof SSLPeerUnverifiedException
        || failure.getCause() instanceof CertificateException
        || message.startsWith("PKIX")
        || message.startsWith("Unsupported or unrecognized SSL message");
  }

  private static String tls(String said) {
    return TlsFault.meaning(
        said,
        "in OBS_SERVER, or OBS_PATH_STYLE if only the name with the bucket is missing",
        "does not speak TLS as expected: check OBS_SERVER, https:// and the port");
  }

  private static boolean isOfConnection(Throwable failure) {
    return failure instanceof SocketException
        || failure instanceof SSLException
        || failure instanceof EOFException
        || failure instanceof IOException
            && failure.getClass().getName().startsWith("org.apache.http.");
  }

  private static StoreFault away(String detail) {
    return new StoreFault(
        ErrorClass.THROTTLED,
        "STORE_AWAY",
        "the object storage cannot be reached, check OBS_SERVER: " + detail);
  }
}

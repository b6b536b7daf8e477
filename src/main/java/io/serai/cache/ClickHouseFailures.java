package io.serai.cache;

import io.serai.cache.ClickHouseFault.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Tells from an exception of a query what it means. Stateless. */
public final class ClickHouseFailures {

  private ClickHouseFailures() {}

  /**
   * The fault in a chain of wrappers, or what a broken connection means; any other exception is a
   * BROKEN one named UNEXPECTED, with the exception as its cause.
   */
  public static ClickHouseFault of(Throwable thrown) {
    return of(thrown, "ClickHouse");
  }

  /** As {@link #of(Throwable)}, for a message about this. */
  static ClickHouseFault of(Throwable thrown, String about) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof ClickHouseFault fault) {
        return fault;
      }
    }
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof IOException io) {
        return ofConnection(io, about);
      }
    }
    return new ClickHouseFault(
        Kind.BROKEN, 0, "UNEXPECTED", about + ": unexpected " + thrown, thrown);
  }

  private static ClickHouseFault ofConnection(IOException io, String about) {
    String type = io.getClass().getSimpleName();
    String what = type + (io.getMessage() == null ? "" : ": " + io.getMessage());
    if (type.equals("ConnectionRequestTimeoutException")) {
      return new ClickHouseFault(
          Kind.OVERLOADED, 0, "NO_CONNECTION", about + " got no free connection: " + what, io);
    }
    if (unreachable(io, type)) {
      return new ClickHouseFault(
          Kind.UNREACHABLE,
          0,
          "UNREACHABLE",
          about + " cannot be reached at CLICKHOUSE_URL: " + what,
          io);
    }
    if (io instanceof InterruptedIOException) {
      return new ClickHouseFault(
          Kind.TIMEOUT,
          0,
          "NO_ANSWER",
          about + " did not come within JOB_CH_TIMEOUT_MS and 5 s more: " + what,
          io);
    }
    return new ClickHouseFault(
        Kind.BROKEN, 0, "CONNECTION_BROKE", about + ": the connection broke: " + what, io);
  }

  private static boolean unreachable(IOException io, String type) {
    return io instanceof ConnectException
        || io instanceof UnknownHostException
        || io instanceof NoRouteToHostException
        || io instanceof SSLException
        || type.equals("ConnectTimeoutException");
  }
}

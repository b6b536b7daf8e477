package io.serai.cache;

/**
 * Redis could not do what it was asked. Nothing was written, or, in a Cluster, not all of it. The
 * message is for a person: it names the address without password, what is wrong and what to check.
 */
public final class RedisFault extends RuntimeException {

  /** What is wrong with it. */
  public enum Kind {
    /** Nobody answers, not in time, or it is still loading its data. It may come back. */
    UNREACHABLE,
    /** The TLS handshake fails; somebody has to mend a certificate or the address. */
    TLS,
    /** The password is wrong or missing, or the user may not do this; somebody has to mend it. */
    ACCESS,
    /** It is a replica, or cannot store what is written, and refuses writes. It may change. */
    READ_ONLY,
    /** It has reached its memory's limit and refuses what takes more of it. It may change. */
    OUT_OF_MEMORY,
    /** All connections are in use, or a script of somebody blocks it. It may change. */
    BUSY,
    /** It answers what was not expected, such as for a key of another type. */
    PROTOCOL
  }

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  RedisFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** Whether it may pass without anybody's doing, so that trying again makes sense. */
  public boolean mayPass() {
    return kind != Kind.TLS && kind != Kind.ACCESS && kind != Kind.PROTOCOL;
  }
}

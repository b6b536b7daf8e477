package io.serai.cache;

import java.util.Set;

/**
 * ClickHouse gave no rows. The message says for a person what was wrong and how to mend it; it
 * never holds the password.
 */
public final class ClickHouseFault extends Exception {

  private static final long serialVersionUID = 1L;

  /** Name of an answer with more bytes than Serai takes. */
  static final String TOO_LARGE = "TOO_LARGE";

  /** Too many rows or bytes for the user's limits, or too much memory. */
  private static final Set<Integer> OF_SIZE = Set.of(158, 241, 307, 396);

  /** Who can mend it. */
  public enum Kind {
    /** The query is wrong: it fails until it is mended. */
    SQL,
    /** User, password, rights or database are wrong: nothing works until they are mended. */
    ACCESS,
    /** It took longer than allowed. */
    TIMEOUT,
    /** ClickHouse has too much to do, or not enough memory. */
    OVERLOADED,
    /** What came was cut off, or is no answer of ClickHouse's. */
    BROKEN,
    /** Nobody answers at the address. */
    UNREACHABLE;

    /** Whether it may pass by itself. */
    public boolean passes() {
      return this != SQL && this != ACCESS;
    }
  }

  private final Kind kind;
  private final int code;
  private final String name;

  ClickHouseFault(Kind kind, int code, String name, String message) {
    this(kind, code, name, message, null);
  }

  ClickHouseFault(Kind kind, int code, String name, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.name = name;
  }

  /**
   * Whether the query may be answered when less is asked: its time, memory or size was not enough.
   */
  boolean isOfSize() {
    return kind == Kind.TIMEOUT || OF_SIZE.contains(code) || name.equals(TOO_LARGE);
  }

  /** Who can mend it. */
  public Kind kind() {
    return kind;
  }

  /** ClickHouse's own code, such as 60; 0 when the fault is not ClickHouse's. */
  public int code() {
    return code;
  }

  /** ClickHouse's name of the code, such as {@code UNKNOWN_TABLE}, or a name of Serai's. */
  public String name() {
    return name;
  }
}

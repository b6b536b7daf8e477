package io.serai.files;

/** Kafka cannot be used at this moment, or ever. The message says why and what to look at. */
public final class KafkaAccessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;

  /** A finished message, and what Kafka's client threw, if it did. */
  KafkaAccessException(String message, Throwable cause) {
    this(message, cause, false);
  }

  /**
   * A finished message.
   *
   * @param cause what Kafka's client threw, or null
   * @param passing see {@link #isPassing}
   */
  KafkaAccessException(String message, Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /**
   * Whether it may be over by itself, since brokers are away or change; not so when they refuse the
   * login or what is asked, or speak otherwise than the settings say.
   */
  public boolean isPassing() {
    return passing;
  }
}

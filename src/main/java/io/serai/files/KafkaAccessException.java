package io.serai.files;

/** Kafka cannot be used as the settings have it. The message says why and what to look at. */
public final class KafkaAccessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A finished message, and what Kafka's client threw, if it did. */
  KafkaAccessException(String message, Throwable cause) {
    super(message, cause);
  }
}

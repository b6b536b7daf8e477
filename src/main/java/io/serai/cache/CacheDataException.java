package io.serai.cache;

/** A query answered, but not with what the job needs; says what is missing. */
final class CacheDataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CacheDataException(String message) {
    super(message);
  }

  CacheDataException(String message, Throwable cause) {
    super(message, cause);
  }
}

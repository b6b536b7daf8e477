package io.serai.files;

/** A message that is no task; says what is wrong with it and what a task looks like. */
final class InvalidTaskException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidTaskException(String message) {
    super(message);
  }
}

package io.serai.cache;

/** A job file cannot be used; its message names file, line, reason and how to mend it. */
public final class JobFault extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param line from 1; 0 when it is about the file as a whole
   */
  JobFault(String file, int line, String reason) {
    super((line > 0 ? file + ":" + line : file) + ": " + reason);
  }
}

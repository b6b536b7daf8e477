package io.serai.files.parse;

import java.io.IOException;

/**
 * A file that cannot be parsed, now or later: what is wrong is in the file itself. The message says
 * what, where and how to mend it. Own parsers may throw it too.
 */
public final class InvalidFileException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code a short name of the fault, such as {@code RAGGED_ROW}
   * @param message a sentence for people
   */
  public InvalidFileException(String code, String message) {
    this(code, message, null);
  }

  /** The same, with what made the fault known. */
  public InvalidFileException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * The fault's short name. The built-in parsers know EMPTY_FILE, NOT_TEXT, UNSUPPORTED_FORMAT,
   * RAGGED_ROW, OPEN_QUOTE, LINE_TOO_LONG, TOO_MANY_COLUMNS, BAD_JSON, BAD_GZIP and GZIP_BOMB.
   */
  public String code() {
    return code;
  }

  static InvalidFileException emptyFile() {
    return new InvalidFileException("EMPTY_FILE", "the file is empty: there is nothing to parse");
  }

  static InvalidFileException lineTooLong(long line, int maxLine, String hint) {
    return new InvalidFileException(
        "LINE_TOO_LONG",
        "the record that begins in line %d is longer than %d characters: %s, or raise FILES_MAX_LINE"
            .formatted(line, maxLine, hint));
  }
}

package io.serai.files.store;

import java.io.IOException;

/** Bytes got lost, stuck or changed on their way, or found no place. */
public final class TransferException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The bytes are not those that were stored or sent. */
  static final String CHECKSUM = "CHECKSUM";

  /** The body ended early. */
  static final String CUT_OFF = "CUT_OFF";

  /** The body stopped coming. */
  static final String TIMEOUT = "STORE_TIMEOUT";

  /** The disk for local files is full. */
  static final String DISK_FULL = "DISK_FULL";

  private final String code;

  TransferException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  String code() {
    return code;
  }
}

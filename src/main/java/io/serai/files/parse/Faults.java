package io.serai.files.parse;

import io.serai.config.SettingsException;

/** Settings that cannot work because of something that was thrown. */
final class Faults {

  private Faults() {}

  static SettingsException of(String message, Throwable cause) {
    SettingsException fault = new SettingsException(message);
    fault.initCause(cause);
    return fault;
  }
}

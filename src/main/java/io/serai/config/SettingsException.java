package io.serai.config;

import java.util.List;

/** Settings that cannot work; names every fault at once and how to mend it. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param faults one sentence a fault, each naming its setting
   */
  public SettingsException(List<String> faults) {
    super(
        "Settings need mending:"
            + faults.stream().map(fault -> "\n  - " + fault).reduce("", String::concat));
  }

  /** One fault alone. */
  public SettingsException(String fault) {
    this(List.of(fault));
  }
}

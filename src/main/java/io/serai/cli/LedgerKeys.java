package io.serai.cli;

import io.serai.config.SettingsException;
import io.serai.ledger.ItemFilter;
import io.serai.ledger.LedgerDesk;
import java.util.Set;
import java.util.TreeSet;

/** Whether what an operator names is in the ledger. */
final class LedgerKeys {

  /** Lines whose finished items say what must not be done again. */
  static final Set<String> MEMORIES = Set.of("files-scan");

  private LedgerKeys() {}

  /**
   * Insists on a line that Serai has, or of which the ledger has items.
   *
   * @param line null for all of them
   * @throws SettingsException naming those that there are
   */
  static void requireLine(LedgerDesk desk, String line) {
    if (line == null || Application.LINES.contains(line) || MEMORIES.contains(line)) {
      return;
    }
    if (desk.list(new ItemFilter(line, null, null, null), 1).isEmpty()) {
      Set<String> lines = new TreeSet<>(Application.LINES);
      lines.addAll(MEMORIES);
      throw new SettingsException(
          "There is no line %s; there are: %s".formatted(line, String.join(", ", lines)));
    }
  }
}

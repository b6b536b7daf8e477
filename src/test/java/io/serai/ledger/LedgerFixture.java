package io.serai.ledger;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Items of one line, and what tests do to them from outside. */
final class LedgerFixture {

  static final String LINE = "test";
  static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestDatabase database;

  LedgerFixture(TestDatabase database) {
    this.database = database;
  }

  static List<Ledger.NewItem> newItems(String... keys) {
    return Stream.of(keys).map(key -> new Ledger.NewItem(key, null)).toList();
  }

  static Failure failure(ErrorClass errorClass) {
    return Failure.of(errorClass, "E1", "went wrong");
  }

  void clear() {
    database.jdbc().execute("TRUNCATE serai.work_item");
  }

  void enqueue(String... keys) {
    database.ledger("producer", MINUTE).enqueue(LINE, 5, 3, newItems(keys));
  }

  WorkItem item(String key) {
    return new LedgerDesk(database.jdbc()).find(LINE, key).orElseThrow();
  }

  void update(String key, String assignments) {
    database
        .jdbc()
        .update(
            "UPDATE serai.work_item SET " + assignments + " WHERE line = ? AND key = ?", LINE, key);
  }

  /** What the passing of time does to the items of a process that stands still. */
  void endLeases() {
    database
        .jdbc()
        .update(
            "UPDATE serai.work_item SET lease_until = now() - interval '1 second'"
                + " WHERE state = 'CLAIMED'");
  }
}

package io.serai.cli;

import io.serai.ledger.ItemState;
import io.serai.ledger.LedgerDesk.Cause;
import io.serai.ledger.WorkItem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the ledger's records look like on a terminal. */
final class LedgerRows {

  private static final int EXCERPT = 80;

  private LedgerRows() {}

  static Map<String, Object> counts(String line, Map<ItemState, Long> counts) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("line", line);
    for (ItemState state : ItemState.values()) {
      row.put(state.name().toLowerCase(java.util.Locale.ROOT), counts.getOrDefault(state, 0L));
    }
    return row;
  }

  static Map<String, Object> cause(Cause cause) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("line", cause.line());
    row.put("class", cause.errorClass());
    row.put("code", cause.code());
    row.put("dead", cause.items());
    row.put("example", cause.example());
    row.put("error", excerpt(cause.error()));
    return row;
  }

  static Map<String, Object> item(WorkItem item) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("line", item.line());
    row.put("key", item.key());
    row.put("state", item.state());
    row.put("attempt", item.attempt() + "/" + item.maxAttempts());
    row.put("updated", time(item.updatedAt()));
    row.put("code", item.errorCode());
    row.put("error", excerpt(item.error()));
    return row;
  }

  static Map<String, Object> details(WorkItem item) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("line", item.line());
    row.put("key", item.key());
    row.put("state", item.state());
    row.put("priority", item.priority());
    row.put("attempts failed", item.attempt() + " of " + item.maxAttempts());
    row.put("run at", time(item.runAt()));
    row.put("owner", item.owner());
    row.put("fence", item.fence());
    row.put("lease until", time(item.leaseUntil()));
    row.put("leases lost", item.leaseLosses());
    row.put("error class", item.errorClass());
    row.put("error code", item.errorCode());
    row.put("error", item.error());
    row.put("error trace", item.errorTrace());
    row.put("payload", item.payload());
    row.put("result", item.result());
    row.put("created", time(item.createdAt()));
    row.put("first failed", time(item.firstFailedAt()));
    row.put("updated", time(item.updatedAt()));
    row.put("done", time(item.doneAt()));
    return row;
  }

  static List<String> story(WorkItem item) {
    List<String> lines = new ArrayList<>();
    lines.add("%s %s is %s.".formatted(item.line(), item.key(), item.state()));
    lines.add("It was first claimed or queued at %s.".formatted(time(item.createdAt())));
    if (item.firstFailedAt() != null) {
      lines.add(
          "It failed first at %s; %d of %d attempts are used up."
              .formatted(time(item.firstFailedAt()), item.attempt(), item.maxAttempts()));
    }
    if (item.leaseLosses() > 0) {
      lines.add("Its worker vanished %d times.".formatted(item.leaseLosses()));
    }
    if (item.errorCode() != null) {
      lines.add(
          "Last error, %s %s: %s".formatted(item.errorClass(), item.errorCode(), item.error()));
    }
    lines.add(next(item));
    return lines;
  }

  private static String next(WorkItem item) {
    return switch (item.state()) {
      case READY -> "A worker takes it as soon as one is free.";
      case RETRY -> "It is tried again at %s.".formatted(time(item.runAt()));
      case CLAIMED ->
          "%s works on it; unless extended, its lease ends at %s."
              .formatted(item.owner(), time(item.leaseUntil()));
      case DONE -> "It was finished at %s.".formatted(time(item.doneAt()));
      case DEAD ->
          "Nothing will touch it; mend the cause, then: serai ledger replay --line %s --key %s"
              .formatted(item.line(), item.key());
    };
  }

  private static String time(Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String excerpt(String text) {
    if (text == null) {
      return null;
    }
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT - 1) + "…";
  }
}

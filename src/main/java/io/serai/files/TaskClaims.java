package io.serai.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.ledger.Claim;
import io.serai.ledger.ItemStanding;
import io.serai.ledger.Ledger;
import io.serai.ledger.LongKeys;
import io.serai.ledger.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Claims tasks in the ledger, many at once, and waits while the database is away. Thread-safe. */
final class TaskClaims {

  private static final Logger LOG = LoggerFactory.getLogger(TaskClaims.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final Ledger ledger;
  private final TaskMessages messages;
  private final int maxAttempts;

  /**
   * What the ledger says to the wish for some tasks.
   *
   * @param claims by the task's key
   * @param finished keys of those that are done or dead
   * @param dueIn when to ask again, for the others
   */
  record Answer(Map<String, Claim> claims, Set<String> finished, Map<String, Duration> dueIn) {}

  TaskClaims(Ledger ledger, TaskMessages messages, int maxAttempts) {
    this.ledger = ledger;
    this.messages = messages;
    this.maxAttempts = maxAttempts;
  }

  /** Makes a task of a record; one that is no task at all goes the same way, to its end as DEAD. */
  PendingTask pending(TaskMessage message) {
    PendingTask task = pending(message.id(), message.value(), message.etag(), message.version());
    task.positions().add(message.position());
    return task;
  }

  private PendingTask pending(String id, String message, String etag, String version) {
    try {
      FileTask task = messages.read(message);
      String key = id == null ? task.source() + "@" + version : id;
      return new PendingTask(LongKeys.stored(key), task, null, message, etag);
    } catch (InvalidTaskException e) {
      String key = id == null ? version : id;
      return new PendingTask(LongKeys.stored(key), null, e.getMessage(), message, etag);
    }
  }

  /** Claims what can be claimed now. */
  Answer claim(Collection<PendingTask> tasks) throws InterruptedException {
    long pause = FIRST_PAUSE_MS;
    while (true) {
      try {
        return ask(tasks);
      } catch (DataAccessException | TransactionException e) {
        LOG.warn("Tasks could not be claimed, trying again: {}", rootMessage(e));
        Thread.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  private Answer ask(Collection<PendingTask> tasks) {
    List<Ledger.NewItem> items =
        tasks.stream().map(task -> new Ledger.NewItem(task.id(), payload(task))).toList();
    Map<String, Claim> claims = new HashMap<>();
    ledger.claim(FilesLine.NAME, maxAttempts, items).forEach(c -> claims.put(c.key(), c));
    List<String> missing =
        tasks.stream().map(PendingTask::id).filter(id -> !claims.containsKey(id)).toList();
    Set<String> finished = new HashSet<>();
    Map<String, Duration> dueIn = new HashMap<>();
    if (!missing.isEmpty()) {
      ledger.standings(FilesLine.NAME, missing).forEach((id, s) -> sort(id, s, finished, dueIn));
    }
    return new Answer(claims, finished, dueIn);
  }

  private static void sort(
      String id, ItemStanding standing, Set<String> finished, Map<String, Duration> dueIn) {
    switch (standing.state()) {
      case DONE, DEAD -> finished.add(id);
      case READY, RETRY -> dueIn.put(id, standing.dueIn());
      default -> {
        // someone else's: the inbox asks again
      }
    }
  }

  /** Tasks that the ledger has, and no record brings: replayed ones, and those of lost topics. */
  List<PendingTask> due(int most) {
    try {
      List<PendingTask> tasks = new ArrayList<>();
      for (Work work : ledger.claimDue(FilesLine.NAME, most)) {
        PendingTask task = restored(work);
        task.claimed(work.claim());
        tasks.add(task);
      }
      return tasks;
    } catch (DataAccessException | TransactionException e) {
      LOG.warn("The ledger could not be asked what is due: {}", rootMessage(e));
      return List.of();
    }
  }

  private PendingTask restored(Work work) {
    try {
      JsonNode payload = JSON.readTree(work.payload() == null ? "{}" : work.payload());
      JsonNode message = payload.path("message");
      String text = message.isTextual() ? message.textValue() : message.toString();
      return pending(work.claim().key(), text, payload.path("etag").textValue(), null);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger holds no JSON for " + work.claim().key(), e);
    }
  }

  private static String payload(PendingTask task) {
    ObjectNode payload = JSON.createObjectNode();
    if (task.task() == null) {
      payload.put("message", task.message());
    } else {
      payload.set("message", JSON.valueToTree(task.task()));
    }
    payload.put("etag", task.etag());
    return payload.toString();
  }

  /** Gives claims back; those that cannot be given back come back when their lease ends. */
  void release(Collection<Claim> claims) {
    if (claims.isEmpty()) {
      return;
    }
    try {
      ledger.release(FilesLine.NAME, claims);
    } catch (DataAccessException | TransactionException e) {
      LOG.warn(
          "Claimed tasks come back when their lease ends ({}): {}",
          claims.stream().map(Claim::key).collect(Collectors.joining(", ")),
          rootMessage(e));
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}

package io.serai.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.ledger.Claim;
import io.serai.ledger.ItemStanding;
import io.serai.ledger.Ledger;
import io.serai.ledger.LongKeys;
import io.serai.ledger.Work;
import io.serai.ops.Causes;
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

/** Claims tasks in the ledger, many at once, and makes tasks of messages. Thread-safe. */
final class TaskClaims implements TaskLedger {

  private static final Logger LOG = LoggerFactory.getLogger(TaskClaims.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Ledger ledger;
  private final TaskMessages messages;
  private final String topic;
  private final int maxAttempts;

  /**
   * @param topic of the tasks; those of others in the same ledger are left to their workers
   */
  TaskClaims(Ledger ledger, TaskMessages messages, String topic, int maxAttempts) {
    this.ledger = ledger;
    this.messages = messages;
    this.topic = topic;
    this.maxAttempts = maxAttempts;
  }

  /** Whose tasks these are. */
  String topic() {
    return topic;
  }

  /** Makes a task of a record; one that is no task at all goes the same way, to its end as DEAD. */
  PendingTask pending(TaskMessage message) {
    PendingTask task = pending(message.id(), message.value(), message.etag(), message.version());
    task.positions().add(message.position());
    return task;
  }

  private PendingTask pending(String id, String message, String etag, String version) {
    boolean named = id != null && !id.isBlank();
    try {
      FileTask task = messages.read(message);
      String key = named ? id : task.source() + "@" + version;
      return new PendingTask(LongKeys.stored(key), task, null, message, etag);
    } catch (InvalidTaskException e) {
      String key = named ? id : version;
      return new PendingTask(LongKeys.stored(key), null, e.getMessage(), message, etag);
    }
  }

  @Override
  public Answer claim(Collection<PendingTask> tasks) {
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
  @Override
  public List<PendingTask> due(int most) {
    try {
      List<PendingTask> tasks = new ArrayList<>();
      for (Work work : ledger.claimDue(FilesLine.NAME, topic, most)) {
        PendingTask task = restored(work);
        task.claimed(work.claim());
        tasks.add(task);
      }
      return tasks;
    } catch (RuntimeException e) {
      LOG.warn("The ledger could not be asked what is due: {}", Causes.rootMessage(e));
      return List.of();
    }
  }

  /** One that cannot be read is a task all the same, and DEAD with this cause. */
  PendingTask restored(Work work) {
    String key = work.claim().key();
    try {
      JsonNode payload = JSON.readTree(work.payload() == null ? "{}" : work.payload());
      JsonNode message = payload.path("message");
      String text =
          message.isObject()
              ? TaskMessages.write(JSON.treeToValue(message, FileTask.class))
              : message.asText();
      return pending(key, text, payload.path("etag").textValue(), null);
    } catch (JsonProcessingException e) {
      String fault = "the ledger's payload is no task: " + e.getOriginalMessage();
      return new PendingTask(key, null, fault, work.payload(), null);
    }
  }

  private String payload(PendingTask task) {
    ObjectNode payload = JSON.createObjectNode();
    if (task.task() == null) {
      payload.put("message", task.message());
    } else {
      payload.set("message", JSON.valueToTree(TaskMessages.lasting(task.task(), task.message())));
    }
    payload.put("etag", task.etag());
    payload.put("scope", topic);
    return payload.toString();
  }

  @Override
  public void release(Collection<Claim> claims) {
    try {
      ledger.release(FilesLine.NAME, claims);
    } catch (RuntimeException e) {
      LOG.warn(
          "Claimed tasks come back when their lease ends ({}): {}",
          claims.stream().map(Claim::key).collect(Collectors.joining(", ")),
          Causes.rootMessage(e));
    }
  }
}

package io.serai.files;

import io.serai.files.TaskMessage.Position;
import io.serai.ledger.Claim;
import java.util.HashSet;
import java.util.Set;

/**
 * A task on its way through this process. What it is about never changes; how far it is belongs to
 * the {@link TaskInbox}, under whose lock it is changed.
 */
public final class PendingTask {

  private final String id;
  private final FileTask task;
  private final String fault;
  private final String message;
  private final String etag;
  private final Set<Position> positions = new HashSet<>(2);
  private Claim claim;
  private TaskStage stage;
  private long notBefore;
  private long number;
  private volatile long startedAt;
  private volatile Source source;

  /**
   * @param id its key in the ledger
   * @param task what to do, or null when the message is no task
   * @param fault what is wrong with the message, or null
   * @param message as it came
   * @param etag of the object when the task was made, or null
   */
  PendingTask(String id, FileTask task, String fault, String message, String etag) {
    this.id = id;
    this.task = task;
    this.fault = fault;
    this.message = message;
    this.etag = etag;
  }

  /** Its key in the ledger. */
  public String id() {
    return id;
  }

  /** What to do, or null when the message is no task. */
  public FileTask task() {
    return task;
  }

  /** What is wrong with the message, or null. */
  public String fault() {
    return fault;
  }

  /** The message as it came. */
  public String message() {
    return message;
  }

  /** ETag of the object when the task was made, or null. */
  public String etag() {
    return etag;
  }

  /** The ledger's word that it is this process's. */
  public Claim claim() {
    return claim;
  }

  /** Tasks with the same lane are done one after the other. */
  String lane() {
    return task == null ? id : task.source();
  }

  /** Where it stands in the topic; none for one that came from the ledger alone. */
  Set<Position> positions() {
    return positions;
  }

  /**
   * Takes a claim, or none, in place of the one it had.
   *
   * @return the claim of the two that is worth less, or null
   */
  Claim claimed(Claim taken) {
    Claim old = claim;
    if (old != null && taken != null && old.fence() > taken.fence()) {
      return taken;
    }
    claim = taken;
    return old;
  }

  /** How far it is; null when the inbox does not have it. */
  TaskStage stage() {
    return stage;
  }

  void stage(TaskStage next) {
    stage = next;
    if (next == TaskStage.BEGUN) {
      source = null;
      startedAt = System.currentTimeMillis();
    }
  }

  /** This attempt reads the source, which has that ETag and so many bytes. */
  void reads(String sourceEtag, long size) {
    source = new Source(sourceEtag, size);
  }

  /** ETag of the source as it was read, or else when the task was made; null: neither is known. */
  String sourceEtag() {
    Source read = source;
    return read == null ? etag : read.etag();
  }

  /** Bytes of the source as it was read, or else when the task was made; 0: neither is known. */
  long sourceSize() {
    Source read = source;
    if (read != null) {
      return read.size();
    }
    return task == null || task.size() == null ? 0 : task.size();
  }

  private record Source(String etag, long size) {}

  long notBefore() {
    return notBefore;
  }

  /** Only for one that does not wait: the waiting are sorted by it. */
  void notBefore(long time) {
    notBefore = time;
  }

  /** Tells tasks apart that wait for the same time. */
  long number() {
    return number;
  }

  void number(long place) {
    number = place;
  }

  /** When its processing began, in milliseconds. */
  public long startedAt() {
    return startedAt;
  }
}

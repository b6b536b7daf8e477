package io.serai.files;

import io.serai.files.TaskMessage.Position;
import io.serai.ledger.Claim;
import java.util.ArrayList;
import java.util.List;

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
  private final List<Position> positions = new ArrayList<>(1);
  private Claim claim;
  private boolean handedOut;
  private long notBefore;
  private volatile long startedAt;

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
  List<Position> positions() {
    return positions;
  }

  void claimed(Claim taken) {
    claim = taken;
  }

  boolean isHandedOut() {
    return handedOut;
  }

  void handOut() {
    handedOut = true;
    startedAt = System.currentTimeMillis();
  }

  void takeBack(long earliest) {
    handedOut = false;
    claim = null;
    notBefore = earliest;
  }

  long notBefore() {
    return notBefore;
  }

  /** When its processing began, in milliseconds. */
  public long startedAt() {
    return startedAt;
  }
}

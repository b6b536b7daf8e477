package io.serai.files;

/** How far a task is that the {@link TaskInbox} has. */
enum TaskStage {
  /** Others of its lane go before it. */
  BEHIND,
  /** The ledger is to be asked for it. */
  UNCLAIMED,
  /** The ledger is being asked for it. */
  CLAIMING,
  /** It may begin. */
  CLAIMED,
  /** It is the first of its lane and waits for a time. */
  WAITING,
  /** It is worked on. */
  BEGUN,
  /** Its effect is there; that has yet to be written. It has left its lane. */
  WORKED,
  /** Its end is in the database; Kafka has yet to be told. */
  WRITTEN;

  boolean isBegun() {
    return this == BEGUN || this == WORKED || this == WRITTEN;
  }
}

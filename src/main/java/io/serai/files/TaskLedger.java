package io.serai.files;

import io.serai.ledger.Claim;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the {@link TaskInbox} asks of the ledger. Thread-safe. */
interface TaskLedger {

  /**
   * What the ledger says to the wish for some tasks.
   *
   * @param claims by the task's key
   * @param finished keys of those that are done or dead
   * @param dueIn when to ask again, by the task's key; those that somebody else has are in none
   */
  record Answer(Map<String, Claim> claims, Set<String> finished, Map<String, Duration> dueIn) {}

  /**
   * Claims what can be claimed now.
   *
   * @throws RuntimeException when the ledger cannot be asked; nothing is kept of what it may have
   *     claimed
   */
  Answer claim(Collection<PendingTask> tasks);

  /** Claims tasks that the ledger has and that are due; none when it cannot be asked. */
  List<PendingTask> due(int most);

  /** Gives claims back; those that cannot be given back come back when their lease ends. */
  void release(Collection<Claim> claims);
}

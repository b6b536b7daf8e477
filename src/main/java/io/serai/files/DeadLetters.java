package io.serai.files;

import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps dead letters that Kafka will not take from holding up everything else: the ledger has them
 * anyway. A topic that is missing or forbidden is left alone for a minute. Thread-safe.
 */
final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final long PAUSE_MS = 60_000;

  private final String topic;
  private final Predicate<String> usable;
  private final LongSupplier clock;
  private volatile long notBefore;

  /**
   * @param topic of the dead letters
   * @param usable whether a topic is there, for this user
   * @param clock milliseconds that never go back
   */
  DeadLetters(String topic, Predicate<String> usable, LongSupplier clock) {
    this.topic = topic;
    this.usable = usable;
    this.clock = clock;
    this.notBefore = clock.getAsLong();
  }

  /** Whether it makes sense to send some. */
  boolean areTaken() {
    return clock.getAsLong() - notBefore >= 0;
  }

  /** Whether it is of no use to send a letter again that failed so. */
  boolean refuses(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof RecordTooLargeException) {
        return true;
      }
      if (isOfTopic(each)) {
        notBefore = clock.getAsLong() + PAUSE_MS;
        return true;
      }
    }
    return false;
  }

  /** The producer says of a missing topic no more than that it knows nothing of it in time. */
  private boolean isOfTopic(Throwable thrown) {
    return thrown instanceof AuthorizationException
        || thrown instanceof InvalidTopicException
        || thrown instanceof UnknownTopicOrPartitionException
        || thrown instanceof TimeoutException && !usable.test(topic);
  }

  /** Says that a letter stays out of its topic. */
  void leftOut(String task, String why) {
    LOG.warn(
        "The topic {} does not take the dead letter of {}: {} The ledger has it: serai ledger why"
            + " files '{}'",
        topic,
        task,
        why,
        task);
  }
}

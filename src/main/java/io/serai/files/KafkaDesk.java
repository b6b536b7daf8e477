package io.serai.files;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka's administrative client with patience, and with failures that are explained. */
final class KafkaDesk implements AutoCloseable {

  /** Until it is looked why there is no answer. */
  private static final Duration SLICE = Duration.ofSeconds(2);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final KafkaSettings settings;
  private final KafkaDoor door;
  private final Duration patience;
  private Admin admin;
  private boolean closed;

  KafkaDesk(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.door = new KafkaDoor(settings);
    this.patience = patience;
  }

  /** Waits until brokers can be spoken to; see {@link KafkaDoor#await}. */
  void requireBrokers() {
    try {
      door.await(patience);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  <T> T ask(Function<Admin, T> question) {
    return question.apply(admin());
  }

  private synchronized Admin admin() {
    if (closed) {
      throw new IllegalStateException("these Kafka topics are closed");
    }
    if (admin == null) {
      try {
        admin = Admin.create(settings.admin());
      } catch (KafkaException e) {
        throw KafkaFaults.explain(e, settings);
      }
    }
    return admin;
  }

  /**
   * Waits for an answer.
   *
   * @throws AuthorizationException and the like, where the answer is about one topic
   * @throws KafkaAccessException for every other failure
   */
  <T> T get(KafkaFuture<T> answer) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        long left = Math.max(1, deadline - System.nanoTime());
        try {
          return answer.get(Math.min(left, SLICE.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          door.requireProtocol();
          if (System.nanoTime() - deadline >= 0) {
            throw noAnswer(e);
          }
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RuntimeException failure(Throwable cause) {
    if (cause instanceof AuthorizationException
        || cause instanceof PolicyViolationException
        || cause instanceof TopicExistsException
        || cause instanceof UnknownTopicOrPartitionException) {
      return (KafkaException) cause;
    }
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return noAnswer(cause);
    }
    return KafkaFaults.explain(cause, settings);
  }

  private KafkaAccessException noAnswer(Throwable cause) {
    return new KafkaAccessException(
        ("Kafka at %s (%s) does not answer within %d s: check KAFKA_BOOTSTRAP_SERVERS, that the"
                + " brokers run, and that the addresses they advertise can be reached from here")
            .formatted(
                settings.bootstrapServers(), settings.securityProtocol(), patience.toSeconds()),
        cause,
        true);
  }

  /** Looks again and again until it holds. */
  void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        throw noAnswer(null);
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private KafkaAccessException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new KafkaAccessException("interrupted while waiting for Kafka", e);
  }

  private int patienceMillis() {
    return (int) patience.toMillis();
  }

  CreateTopicsOptions createOptions() {
    return new CreateTopicsOptions().timeoutMs(patienceMillis());
  }

  DescribeTopicsOptions describeOptions() {
    return new DescribeTopicsOptions().timeoutMs(patienceMillis());
  }

  ListOffsetsOptions offsetOptions() {
    return new ListOffsetsOptions().timeoutMs(patienceMillis());
  }

  ListConsumerGroupOffsetsOptions groupOptions() {
    return new ListConsumerGroupOffsetsOptions().timeoutMs(patienceMillis());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (admin != null) {
      admin.close(CLOSE_PATIENCE);
      admin = null;
    }
  }
}

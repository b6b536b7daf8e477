package io.serai.cli;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then that brokers are away which were so at the start, until they are there. */
final class KafkaWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaWatch.class);

  private final Runnable look;
  private final Duration pause;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          new CamelThreadFactory("serai-#name#-#counter#", "kafka-watch", true));

  /**
   * Looks at nothing yet.
   *
   * @param look throws what is wrong; makes what could not be made at the start
   * @param pause between two looks
   */
  KafkaWatch(Runnable look, Duration pause) {
    this.look = look;
    this.pause = pause;
  }

  /** Says what is wrong, and looks again and again. */
  void begin(RuntimeException fault) {
    tell(fault);
    long millis = pause.toMillis();
    timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      look.run();
      LOG.info("Kafka answers");
      timer.shutdown();
    } catch (RuntimeException e) {
      tell(e);
    }
  }

  private void tell(RuntimeException fault) {
    if (!timer.isShutdown()) {
      LOG.warn("{}. Waiting for it", fault.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

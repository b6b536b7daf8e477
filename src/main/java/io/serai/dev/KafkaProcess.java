package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A {@link KafkaProgram} as a child of this process: a broker that can be killed, and that does not
 * share the memory of what is measured beside it. It ends with this process, whatever happens to
 * it. Thread-safe.
 */
public final class KafkaProcess implements AutoCloseable {

  private final ServerChild child;

  private KafkaProcess(ServerChild child) {
    this.child = child;
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param home folder of the broker
   * @param heapMegabytes the most that its heap may take; 128 is plenty
   * @throws IOException when it does not come up; the reason is on standard error
   */
  public static KafkaProcess start(Path home, int heapMegabytes) throws IOException {
    return new KafkaProcess(
        ServerChild.start("The Kafka broker", KafkaProgram.class, home, heapMegabytes));
  }

  /** Where clients connect to. */
  public String bootstrapServers() {
    return child.firstLine();
  }

  /** Its process id. */
  public long pid() {
    return child.pid();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    child.kill();
  }

  /** SIGTERM, upon which the broker stops cleanly; returns when it is gone. */
  public void stop() {
    child.stop();
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}

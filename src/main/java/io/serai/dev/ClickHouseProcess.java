package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A {@link ClickHouseProgram} as a child of this process, so that it does not share the memory of
 * what is measured beside it. It ends with this process, whatever happens to it. Thread-safe.
 */
public final class ClickHouseProcess implements AutoCloseable {

  private final ServerChild child;

  private ClickHouseProcess(ServerChild child) {
    this.child = child;
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param home folder of its data
   * @param heapMegabytes the most that its heap may take; DuckDB's memory comes on top
   * @throws IOException when it does not come up; the reason is on standard error
   */
  public static ClickHouseProcess start(Path home, int heapMegabytes) throws IOException {
    return new ClickHouseProcess(
        ServerChild.start("ClickHouse", ClickHouseProgram.class, home, heapMegabytes));
  }

  /** Its address. */
  public String url() {
    return child.firstLine().replaceFirst(".* ", "");
  }

  /** Its process. */
  public long pid() {
    return child.pid();
  }

  /** Stops it; returns when it is gone. */
  @Override
  public void close() {
    child.stop();
  }
}

package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A {@link StoreProgram} as a child of this process, so that it does not share the memory of what
 * is measured beside it. It ends with this process, whatever happens to it. Thread-safe.
 */
public final class StoreProcess implements AutoCloseable {

  private final ServerChild child;
  private final EmbeddedStore store;

  private StoreProcess(ServerChild child, EmbeddedStore store) {
    this.child = child;
    this.store = store;
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param home folder of the objects
   * @param heapMegabytes the most that its heap may take
   * @throws IOException when it does not come up; the reason is on standard error
   */
  public static StoreProcess start(Path home, int heapMegabytes) throws IOException {
    ServerChild child =
        ServerChild.start("The object storage", StoreProgram.class, home, heapMegabytes);
    try {
      return new StoreProcess(child, EmbeddedStore.start(home));
    } catch (IOException e) {
      child.stop();
      throw e;
    }
  }

  /** Its address. */
  public String url() {
    return store.url();
  }

  /** Its access key. */
  public String accessKey() {
    return store.accessKey();
  }

  /** Its secret key. */
  public String secretKey() {
    return store.secretKey();
  }

  /** Stops it; returns when it is gone. */
  @Override
  public void close() {
    store.close();
    child.stop();
  }
}

package io.serai.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link StoreProgram} as a child of this process, so that it does not share the memory of what
 * is measured beside it. It ends with this process, whatever happens to it. Thread-safe.
 */
public final class StoreProcess implements AutoCloseable {

  private final Process process;
  private final EmbeddedStore store;

  private StoreProcess(Process process, EmbeddedStore store) {
    this.process = process;
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
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProgram.class.getName(),
            home.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (out.readLine() == null) {
      throw new IOException("The object storage did not start, see above");
    }
    try {
      return new StoreProcess(process, EmbeddedStore.start(home));
    } catch (IOException e) {
      process.destroy();
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
    process.destroy();
    process.onExit().join();
  }
}

package io.serai.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * An {@link EmbeddedStore} in a process of its own, for tests that kill it and for measurements
 * that want a heap of their own. Prints {@code Object storage at } and its address, or the failure,
 * and ends with its input or on SIGTERM.
 */
public final class StoreProgram {

  private StoreProgram() {}

  /**
   * Serves until the input ends.
   *
   * @param args the folder, then a port (0 or none: the remembered one, or a new one)
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      throw new IllegalArgumentException("arguments: home folder [port]");
    }
    Path home = Path.of(args[0]);
    int port = args.length == 2 ? Integer.parseInt(args[1]) : 0;
    try (EmbeddedStore store = EmbeddedStore.start(home, port)) {
      Runtime.getRuntime().addShutdownHook(new Thread(store::close));
      System.out.println("Object storage at " + store.url());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}

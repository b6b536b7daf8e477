package io.serai.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * An {@link EmbeddedClickHouse} in a process of its own, for tests that kill it and for
 * measurements that want its memory apart. Prints {@code ClickHouse at } and its address, or the
 * failure, and ends with its input or on SIGTERM.
 */
public final class ClickHouseProgram {

  private ClickHouseProgram() {}

  /**
   * Serves until the input ends.
   *
   * @param args the folder, then a port (0 or none: the remembered one, or a new one)
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      throw new IllegalArgumentException("arguments: home folder [port]");
    }
    int port = args.length == 2 ? Integer.parseInt(args[1]) : 0;
    try (EmbeddedClickHouse house = EmbeddedClickHouse.start(Path.of(args[0]), port)) {
      Runtime.getRuntime().addShutdownHook(new Thread(house::close));
      System.out.println("ClickHouse at " + house.url());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}

package io.serai.dev;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the port of an embedded server and remembers it in a file.
 *
 * <p>New ports come from below the ranges out of which Linux and macOS take the ports of outgoing
 * connections. Otherwise any program's connection could occupy the port while the server is down,
 * and a client that keeps trying to reach it could even end up connected to itself.
 */
record ServerPort(Path file) {

  private static final Logger LOG = LoggerFactory.getLogger(ServerPort.class);
  private static final int LOWEST = 20_000;
  private static final int BOUND = 28_000;
  private static final int ATTEMPTS = 200;
  private static final int STARTS = 3;

  /** Long enough for the sockets of a killed server to vanish. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Starts a server. */
  @FunctionalInterface
  interface Start<T> {
    /**
     * On this port.
     *
     * @throws BindException when somebody else has the port
     */
    T on(int port) throws IOException;
  }

  /**
   * Starts a server on the wanted port, or on that of {@link #choose}; when somebody takes it
   * meanwhile, again, on another one unless one is wanted.
   *
   * @param name the server's, for the log
   * @param wanted 0 for any
   * @throws BindException when the wanted port is taken
   */
  <T> T start(String name, int wanted, Start<T> start) throws IOException {
    if (wanted > 0 && !becomesFree(wanted)) {
      throw new BindException(
          "port " + wanted + " on " + PostgresDatabase.HOST + " is taken by another program");
    }
    int port = wanted > 0 ? wanted : choose();
    for (int attempt = 1; ; attempt++) {
      try {
        return start.on(port);
      } catch (BindException e) {
        if (attempt == STARTS) {
          throw e;
        }
        LOG.warn("A port was taken while {} started on {}; trying again", name, port);
        port = wanted > 0 ? wanted : chooseNew();
      }
    }
  }

  /** The port of {@code host:port}. */
  static int of(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** The remembered port when it is free, else a new one. */
  int choose() throws IOException {
    int remembered = remembered();
    return remembered > 0 && becomesFree(remembered) ? remembered : chooseNew();
  }

  static boolean becomesFree(int port) throws IOException {
    return Polling.until(PATIENCE, () -> isFree(port));
  }

  /** A free port, at random. */
  int chooseNew() throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      int candidate = ThreadLocalRandom.current().nextInt(LOWEST, BOUND);
      if (isFree(candidate)) {
        return candidate;
      }
    }
    throw new IOException("no free port on 127.0.0.1 from " + LOWEST + " to " + (BOUND - 1));
  }

  void remember(int port) throws IOException {
    if (port != remembered()) {
      Files.writeString(file, port + "\n");
    }
  }

  /** Zero when there is none; a damaged file counts as none because any port will do. */
  int remembered() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    String text = Files.readString(file).strip();
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    return port < 1 << 16 ? port : 0;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(PostgresDatabase.HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

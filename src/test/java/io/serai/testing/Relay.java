package io.serai.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A network before any server that can be reached over TCP, such as a database, which can go away
 * and come back on the same port. Loopback only. Thread-safe.
 */
public final class Relay implements AutoCloseable {

  private final InetSocketAddress target;
  private final Doorway door;

  /** Passes everything on until told otherwise. */
  public Relay(String host, int port) throws IOException {
    this.target = new InetSocketAddress(host, port);
    this.door = new Doorway("relay", this::serve);
  }

  /** Where clients connect to, on 127.0.0.1. */
  public int port() {
    return door.port();
  }

  /** Refuses connections and resets those that are open. */
  public void down() throws IOException {
    door.down();
  }

  /** Listens again on the same port. */
  public void up() throws IOException {
    door.up();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void serve(Socket client) throws IOException {
    Socket backend = door.connect(target);
    Thread back = new Thread(() -> pass(backend, client), "relay");
    back.setDaemon(true);
    back.start();
    pass(client, backend);
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // a broken connection is what this is for; both ends notice
    }
  }
}

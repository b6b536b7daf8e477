package io.serai.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network before any server that can be reached over TCP, such as a database, which can go away
 * and come back on the same port. Loopback only. Thread-safe.
 */
public final class Relay implements AutoCloseable {

  private static final int BUFFER = 16 << 10;

  private final InetSocketAddress target;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool(Relay::daemon);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket server;

  /** Passes everything on until told otherwise. */
  public Relay(String host, int port) throws IOException {
    this.target = new InetSocketAddress(host, port);
    this.server = listen(0);
    this.port = server.getLocalPort();
    accept(server);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    return thread;
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** Where clients connect to, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Refuses connections and resets those that are open. */
  public synchronized void down() throws IOException {
    server.close();
    for (Socket socket : open) {
      reset(socket);
    }
  }

  /** Listens again on the same port. */
  public synchronized void up() throws IOException {
    server = listen(port);
    accept(server);
  }

  @Override
  public void close() throws IOException {
    down();
    threads.shutdownNow();
  }

  private void accept(ServerSocket listening) {
    threads.execute(
        () -> {
          while (!listening.isClosed()) {
            try {
              connect(listening.accept());
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private void connect(Socket client) {
    Socket backend = new Socket();
    open.add(client);
    open.add(backend);
    try {
      backend.connect(target);
      client.setTcpNoDelay(true);
      backend.setTcpNoDelay(true);
    } catch (IOException e) {
      reset(client);
      reset(backend);
      return;
    }
    threads.execute(() -> pass(client, backend));
    threads.execute(() -> pass(backend, client));
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // a broken connection is what this is for; both ends notice
      reset(from);
      reset(to);
    } finally {
      open.remove(from);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is closed already
    }
  }
}

package io.serai.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where clients come in to what stands before a server: takes connections on a loopback port, which
 * stays the same while it is down. Thread-safe.
 */
final class Doorway implements AutoCloseable {

  /** What is done with a connection, on a thread of its own; it is closed afterwards. */
  @FunctionalInterface
  interface Guide {
    /** Serves it; an error resets it. */
    void serve(Socket client) throws IOException, InterruptedException;
  }

  private final Guide guide;
  private final ExecutorService threads;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Socket reservation = new Socket();
  private final int port;
  private ServerSocket server;
  private CompletableFuture<Void> accepting;

  /** Takes connections from now on, with threads of that name. */
  Doorway(String name, Guide guide) throws IOException {
    this.guide = guide;
    this.threads = Executors.newCachedThreadPool(work -> daemon(name, work));
    this.port = reserve();
    up();
  }

  /**
   * Keeps others from the port while it is down: bound without listening, it refuses connections.
   */
  private int reserve() throws IOException {
    reservation.setReuseAddress(true);
    reservation.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return reservation.getLocalPort();
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
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
  int port() {
    return port;
  }

  /** Connects to the server behind, until {@link #down} resets that connection as well. */
  Socket connect(InetSocketAddress target) throws IOException {
    Socket backend = new Socket();
    open.add(backend);
    try {
      backend.connect(target);
      backend.setTcpNoDelay(true);
      return backend;
    } catch (IOException e) {
      backend.close();
      throw e;
    }
  }

  /** Connections that are open. */
  int connections() {
    open.removeIf(Socket::isClosed);
    return open.size();
  }

  /** Closes all connections and takes new ones. */
  void closeConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Refuses connections and resets those that are open. */
  synchronized void down() throws IOException {
    server.close();
    // the system goes on taking connections until the thread that waits for one has noticed
    accepting.join();
    open.forEach(Doorway::reset);
  }

  /** Listens again on the same port. */
  synchronized void up() throws IOException {
    ServerSocket listening = listen(port);
    server = listening;
    accepting = CompletableFuture.runAsync(() -> accept(listening), threads);
  }

  @Override
  public void close() throws IOException {
    down();
    reservation.close();
    threads.shutdownNow();
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try {
      client.setTcpNoDelay(true);
      guide.serve(client);
      client.close();
    } catch (IOException e) {
      // a broken connection is what this is for; the client notices it as well
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reset(client);
      open.removeIf(Socket::isClosed);
    }
  }

  /** Closes a connection so that the other end gets an error; does nothing to a closed one. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is closed already
    }
  }
}

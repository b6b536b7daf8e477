package io.serai.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A network that fails, before an object storage: passes requests and answers on byte by byte, the
 * Host header included because it is signed, except where a fault strikes. Loopback only, and the
 * port stays the same while it is down. Thread-safe.
 */
public final class FaultyStore implements AutoCloseable {

  /** What can happen to a request. */
  public enum Fault {
    /** Answered with status 500, not passed on. */
    ERROR,
    /** Answered with status 503 SlowDown, not passed on. */
    SLOW_DOWN,
    /** Answered with status 403 SignatureDoesNotMatch, not passed on. */
    WRONG_KEY,
    /** The connection is reset, the request not passed on. */
    CUT_BEFORE,
    /** The request is carried out, but the connection is reset instead of an answer. */
    CUT_AFTER,
    /** Half of the body of the answer comes, then the connection ends. */
    CUT_WITHIN
  }

  private final URI target;
  private final int port;
  private final Random random;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultyStore::daemon);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private int requests;
  private Predicate<String> concerned = line -> true;
  private Fault once;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Duration delay = Duration.ZERO;
  private ServerSocket server;

  /**
   * Starts without faults.
   *
   * @param target address of the object storage
   * @param seed of the order in which faults strike
   */
  public FaultyStore(String target, long seed) throws IOException {
    this.target = URI.create(target);
    this.random = new Random(seed);
    server = listen(0);
    port = server.getLocalPort();
    accept(server);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "faulty-store");
    thread.setDaemon(true);
    return thread;
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** What clients take for the storage. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Lets a fault strike with this probability from now on; 0 ends it. */
  public synchronized FaultyStore with(Fault fault, double probability) {
    probabilities.put(fault, probability);
    return this;
  }

  /** Lets a fault strike the next request that {@link #onlyFor} concerns. */
  public synchronized FaultyStore once(Fault fault) {
    once = fault;
    return this;
  }

  /** Restricts faults to requests with such a first line, like {@code PUT /bucket/key HTTP/1.1}. */
  public synchronized FaultyStore onlyFor(Predicate<String> requestLine) {
    concerned = requestLine;
    return this;
  }

  /** Lets every request wait. */
  public FaultyStore delay(Duration time) {
    delay = time;
    return this;
  }

  /** Requests that came in. */
  public synchronized int requests() {
    return requests;
  }

  /** How often a fault struck. */
  public synchronized int count(Fault fault) {
    return struck.getOrDefault(fault, 0);
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
    closed.countDown();
    down();
    threads.shutdownNow();
  }

  private void accept(ServerSocket listening) {
    threads.execute(
        () -> {
          while (!listening.isClosed()) {
            try {
              Socket client = listening.accept();
              open.add(client);
              if (listening.isClosed()) {
                reset(client);
              }
              threads.execute(() -> serve(client));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private void serve(Socket client) {
    try (client;
        Socket backend = new Socket(target.getHost(), target.getPort())) {
      open.add(backend);
      client.setTcpNoDelay(true);
      backend.setTcpNoDelay(true);
      passAll(client, backend);
    } catch (IOException e) {
      // a broken connection is what this is for; the client has noticed it as well
      reset(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  private void passAll(Socket client, Socket backend) throws IOException, InterruptedException {
    FaultyLink link = new FaultyLink(client, backend);
    try {
      for (HttpHead request = link.next(); request != null; request = link.next()) {
        boolean over = closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        if (over || !link.pass(request, choose(request.line()))) {
          return;
        }
      }
    } catch (IOException e) {
      reset(client);
      throw e;
    }
  }

  private synchronized Fault choose(String requestLine) {
    requests++;
    if (!concerned.test(requestLine)) {
      return null;
    }
    Fault chosen = once;
    once = null;
    for (Map.Entry<Fault, Double> each : probabilities.entrySet()) {
      if (chosen == null && random.nextDouble() < each.getValue()) {
        chosen = each.getKey();
      }
    }
    if (chosen != null) {
      struck.merge(chosen, 1, Integer::sum);
    }
    return chosen;
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

package io.serai.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
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

  private final InetSocketAddress target;
  private final Doorway door;
  private final Random random;
  private final Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private int requests;
  private Predicate<String> concerned = line -> true;
  private Fault once;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Duration delay = Duration.ZERO;

  /**
   * Starts without faults.
   *
   * @param target address of the object storage
   * @param seed of the order in which faults strike
   */
  public FaultyStore(String target, long seed) throws IOException {
    URI address = URI.create(target);
    this.target = new InetSocketAddress(address.getHost(), address.getPort());
    this.random = new Random(seed);
    this.door = new Doorway("faulty-store", this::serve);
  }

  /** What clients take for the storage. */
  public String url() {
    return "http://127.0.0.1:" + door.port();
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
  public void down() throws IOException {
    door.down();
  }

  /** Listens again on the same port. */
  public void up() throws IOException {
    door.up();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    door.close();
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    try (Socket backend = door.connect(target)) {
      FaultyLink link = new FaultyLink(client, backend);
      for (HttpHead request = link.next(); request != null; request = link.next()) {
        boolean over = closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        if (over || !link.pass(request, choose(request.line()))) {
          return;
        }
      }
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
}

package io.serai.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A reader that looks at a key all the time, as an application does that lives on the cache. */
final class KeyWatch implements AutoCloseable {

  private static final long EVERY_NANOS = Duration.ofMillis(10).toNanos();

  private final int port;
  private final String key;
  private final Set<String> values = new LinkedHashSet<>();
  private final List<String> blanks = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "reader");
  private volatile boolean ended;
  private int looks;
  private String last = "";

  /** Begins to look; the key is expected to be there. */
  KeyWatch(int port, String key) {
    this.port = port;
    this.key = key;
    thread.start();
  }

  private void watch() {
    Jedis redis = null;
    while (!ended) {
      try {
        redis = redis == null ? new Jedis(new HostAndPort("127.0.0.1", port)) : redis;
        note(redis.get(key));
      } catch (JedisException e) {
        // Redis is away, as some tests want it
        redis = null;
      }
      LockSupport.parkNanos(EVERY_NANOS);
    }
    if (redis != null) {
      redis.close();
    }
  }

  private synchronized void note(String value) {
    looks++;
    if (value != null) {
      values.add(value);
    } else if (last != null) {
      blanks.add("blank at look %d, after %s".formatted(looks, last));
    }
    last = value;
  }

  /** Times at which it went blank. */
  synchronized List<String> blanks() {
    return List.copyOf(blanks);
  }

  /** All values that were seen. */
  synchronized Set<String> values() {
    return Set.copyOf(values);
  }

  /** How often it has looked. */
  synchronized int looks() {
    return looks;
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

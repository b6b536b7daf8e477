package io.serai.cache;

import io.serai.cache.RedisClients.Opened;
import io.serai.cache.RedisFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * The connections to Redis. Connects when it is first needed, and anew after Redis was away; every
 * failure comes as a {@link RedisFault}. Nothing is tried twice, since what was sent may have been
 * done. Thread-safe.
 */
final class RedisLink implements AutoCloseable {

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RedisSettings settings;
  private final RedisClients clients;
  private Opened opened;
  private boolean closed;
  private volatile long lastAnswer = System.nanoTime();

  RedisLink(RedisSettings settings, SslOptions tls) {
    this.settings = settings;
    this.clients = new RedisClients(settings, tls);
  }

  /** Runs a command. */
  <T> T call(Function<UnifiedJedis, T> command) {
    return guarded(() -> command.apply(probed().client()));
  }

  /** Runs a script, which Redis is told when it does not know it (any more). */
  List<?> script(Script script, JobKeys keys, byte[]... arguments) {
    byte[][] all = new byte[arguments.length + 2][];
    all[0] = keys.job();
    all[1] = keys.published();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return call(
        client -> {
          try {
            return (List<?>) client.evalsha(script.sha(), 2, all);
          } catch (JedisNoScriptException e) {
            return (List<?>) client.eval(script.text(), 2, all);
          }
        });
  }

  /** Speaks on connections of its own choice, which must come back as clean as they were. */
  <T> T talk(Function<ConnectionProvider, T> speaker) {
    return guarded(() -> speaker.apply(probed().connections()));
  }

  /** Speaks on one connection, which is thrown away when the speaker throws. */
  <T> T converse(Function<Connection, T> speaker) {
    return talk(
        connections -> {
          try (Connection connection = connections.getConnection()) {
            try {
              return speaker.apply(connection);
            } catch (RuntimeException e) {
              connection.setBroken();
              throw e;
            }
          }
        });
  }

  RedisFault fault(Throwable failure) {
    return RedisFaults.of(failure, settings);
  }

  private <T> T guarded(Supplier<T> action) {
    try {
      T result = action.get();
      lastAnswer = System.nanoTime();
      return result;
    } catch (JedisException e) {
      RedisFault fault = fault(e);
      if (fault.kind() == Kind.UNREACHABLE || fault.kind() == Kind.READ_ONLY) {
        forgetConnections();
      }
      throw fault;
    }
  }

  /** After a pause connections may be dead, which one look tells about all of them. */
  private Opened probed() {
    Opened current = open();
    if (settings.kind() != RedisSettings.Kind.CLUSTER
        && System.nanoTime() - lastAnswer > IDLE_NANOS) {
      try {
        current.client().ping();
      } catch (JedisConnectionException e) {
        forgetConnections();
      }
    }
    return current;
  }

  private synchronized Opened open() {
    if (closed) {
      throw new IllegalStateException("the cache store is closed");
    }
    if (opened == null) {
      opened = clients.open();
    }
    return opened;
  }

  /** Those in use go when they come back broken. */
  private synchronized void forgetConnections() {
    if (opened != null) {
      List<Pool<Connection>> pools = new ArrayList<>();
      opened
          .connections()
          .getConnectionMap()
          .values()
          .forEach(
              pool -> {
                @SuppressWarnings("unchecked")
                Pool<Connection> each = (Pool<Connection>) pool;
                pools.add(each);
              });
      pools.forEach(Pool::clear);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.client().close();
      opened = null;
    }
  }
}

package io.serai.cache;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where Redis is and how it is spoken to, as {@code REDIS_URL}, {@code JOB_REDIS_POOL_SIZE} and
 * {@code JOB_REDIS_TIMEOUT_MS} say. Immutable, thread-safe.
 *
 * <ul>
 *   <li>{@code redis://[user][:password@]host[:port][/database]}: one Redis; {@code rediss://} with
 *       TLS
 *   <li>{@code redis-sentinel://[user][:password@]host[:port],…[/database]#master}: the primary
 *       that these Sentinels name; {@code rediss-sentinel://} with TLS, of the Sentinels as well.
 *       The password is that of Redis, and that of Sentinels that ask for one
 *   <li>{@code redis-cluster://[user][:password@]host[:port],…}: the Cluster that these are part
 *       of; {@code rediss-cluster://} with TLS
 * </ul>
 *
 * <p>The port is 6379 when there is none, 26379 for a Sentinel. Special signs of a user or password
 * are percent-encoded, such as {@code %40} for {@code @}. With TLS the certificate must be trusted
 * by Java and name the host; Sentinels and Clusters that announce addresses must have these in
 * their certificates.
 */
public final class RedisSettings {

  /** What there is at the address. */
  public enum Kind {
    /** One server. */
    SINGLE,
    /** Sentinels that know which server is the primary. */
    SENTINEL,
    /** Nodes of a Redis Cluster. */
    CLUSTER
  }

  /** A server's name or address, and port. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  private final RedisAddress address;
  private final int poolSize;
  private final Duration timeout;

  private RedisSettings(RedisAddress address, int poolSize, Duration timeout) {
    this.address = address;
    this.poolSize = poolSize;
    this.timeout = timeout;
  }

  /**
   * For the Redis that {@code REDIS_URL} names.
   *
   * @throws SettingsException naming everything that is wrong with it, never the password
   */
  public static RedisSettings of(Settings settings) {
    return of(settings, settings.text(Setting.REDIS_URL));
  }

  /** As {@link #of(Settings)}, for a Redis known otherwise, such as the embedded one. */
  public static RedisSettings of(Settings settings, String url) {
    return new RedisSettings(
        RedisAddress.parse(url),
        settings.number(Setting.JOB_REDIS_POOL_SIZE),
        Duration.ofMillis(settings.number(Setting.JOB_REDIS_TIMEOUT_MS)));
  }

  /** What there is at the address. */
  public Kind kind() {
    return address.kind();
  }

  /** The server, the Sentinels or some of the Cluster's nodes. */
  public List<Host> hosts() {
    return address.hosts();
  }

  /** Whether TLS is used. */
  public boolean tls() {
    return address.tls();
  }

  /** The user; empty for the default one. */
  public String user() {
    return address.user();
  }

  String password() {
    return address.password();
  }

  /** The database's number, 0 unless another is named. */
  public int database() {
    return address.database();
  }

  /** The name under which the Sentinels know the primary; empty without Sentinels. */
  public String master() {
    return address.master();
  }

  /** Connections at the most; in a Cluster, to each of its nodes. */
  public int poolSize() {
    return poolSize;
  }

  /** How long connecting, an answer or the wait for a free connection may take, each. */
  public Duration timeout() {
    return timeout;
  }

  /** The address without password, such as {@code rediss://serai@redis.local:6379/2}. */
  @Override
  public String toString() {
    String hosts = hosts().stream().map(Host::toString).collect(Collectors.joining(","));
    String suffix =
        switch (kind()) {
          case SINGLE -> "";
          case SENTINEL -> "-sentinel";
          case CLUSTER -> "-cluster";
        };
    return (tls() ? "rediss" : "redis")
        + suffix
        + "://"
        + (user().isEmpty() ? "" : user() + "@")
        + hosts
        + (database() == 0 ? "" : "/" + database())
        + (master().isEmpty() ? "" : "#" + master());
  }
}

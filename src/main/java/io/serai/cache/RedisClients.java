package io.serai.cache;

import io.serai.cache.RedisSettings.Host;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/** Makes Jedis's client and the source of its connections from the settings. */
final class RedisClients {

  private static final int CLUSTER_ATTEMPTS = 3;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration IDLE_LOOK = Duration.ofSeconds(15);

  /** A client with its connections, which end with it. */
  record Opened(UnifiedJedis client, ConnectionProvider connections) {}

  private final RedisSettings settings;
  private final SslOptions tls;

  RedisClients(RedisSettings settings, SslOptions tls) {
    this.settings = settings;
    this.tls = tls;
  }

  /**
   * Connects, except to a single server, which is connected to when it is needed.
   *
   * @throws JedisException when there are no Sentinels or no Cluster
   */
  Opened open() {
    return switch (settings.kind()) {
      case SINGLE -> single();
      case SENTINEL -> sentinel();
      case CLUSTER -> cluster();
    };
  }

  private Opened single() {
    HostAndPort host = hosts().iterator().next();
    PooledConnectionProvider connections =
        new PooledConnectionProvider(host, config(settings.password(), true), pool());
    return new Opened(
        RedisClient.builder().hostAndPort(host).connectionProvider(connections).build(),
        connections);
  }

  private Opened sentinel() {
    JedisClientConfig config = config(settings.password(), true);
    JedisClientConfig ofSentinels =
        config(sentinelsAskForPassword() ? settings.password() : "", false);
    SentineledConnectionProvider connections =
        new SentineledConnectionProvider(settings.master(), config, pool(), hosts(), ofSentinels);
    return new Opened(
        RedisSentinelClient.builder()
            .masterName(settings.master())
            .sentinels(hosts())
            .connectionProvider(connections)
            .build(),
        connections);
  }

  /**
   * Sentinels have a password of their own or none; to name one where there is none is an error.
   */
  private boolean sentinelsAskForPassword() {
    if (settings.password().isEmpty()) {
      return false;
    }
    for (HostAndPort host : hosts()) {
      try (Jedis sentinel = new Jedis(host, config("", false))) {
        sentinel.sentinelGetMasterAddrByName(settings.master());
        return false;
      } catch (JedisAccessControlException e) {
        return true;
      } catch (JedisException e) {
        continue; // it is away; the next one knows as well
      }
    }
    return false;
  }

  private Opened cluster() {
    JedisClientConfig config = config(settings.password(), true);
    ClusterConnectionProvider connections = new ClusterConnectionProvider(hosts(), config, pool());
    return new Opened(
        RedisClusterClient.builder()
            .nodes(hosts())
            .clientConfig(config)
            .maxAttempts(CLUSTER_ATTEMPTS)
            .connectionProvider(connections)
            .build(),
        connections);
  }

  private Set<HostAndPort> hosts() {
    List<Host> hosts = settings.hosts();
    Set<HostAndPort> all = new LinkedHashSet<>();
    hosts.forEach(host -> all.add(new HostAndPort(host.name(), host.port())));
    return all;
  }

  private JedisClientConfig config(String password, boolean ofData) {
    int millis = (int) settings.timeout().toMillis();
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis)
            .clientName("serai-" + ProcessHandle.current().pid());
    if (ofData) {
      config.database(settings.database());
    }
    if (!password.isEmpty()) {
      config.user(settings.user().isEmpty() || !ofData ? null : settings.user()).password(password);
    }
    if (settings.tls()) {
      config.sslOptions(tls);
    }
    return config.build();
  }

  private ConnectionPoolConfig pool() {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(settings.poolSize());
    pool.setMaxIdle(settings.poolSize());
    pool.setMaxWait(settings.timeout());
    pool.setTestWhileIdle(true);
    pool.setMinEvictableIdleDuration(IDLE);
    pool.setTimeBetweenEvictionRuns(IDLE_LOOK);
    pool.setNumTestsPerEvictionRun(-1);
    return pool;
  }
}

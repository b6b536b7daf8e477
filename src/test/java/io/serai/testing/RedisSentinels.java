package io.serai.testing;

import static org.awaitility.Awaitility.await;

import io.serai.dev.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A real Sentinel that watches a primary, named {@code mymaster}, with one replica. */
public final class RedisSentinels implements AutoCloseable {

  private final RedisNode primary;
  private final RedisNode replica;
  private final RedisNode sentinel;

  private RedisSentinels(RedisNode primary, RedisNode replica, RedisNode sentinel) {
    this.primary = primary;
    this.replica = replica;
    this.sentinel = sentinel;
  }

  /** Starts all and waits until the Sentinel knows the replica. */
  public static RedisSentinels start() {
    RedisNode primary = RedisNode.create();
    RedisNode replica = RedisNode.create("replicaof 127.0.0.1 " + primary.port());
    RedisNode sentinel =
        RedisNode.createSentinel(
            "sentinel monitor mymaster 127.0.0.1 " + primary.port() + " 1",
            "sentinel down-after-milliseconds mymaster 500",
            "sentinel failover-timeout mymaster 3000");
    RedisSentinels all = new RedisSentinels(primary, replica, sentinel);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> all.sentinelSays().contains("slaves=1") && all.replicaIsInSync());
    return all;
  }

  private String sentinelSays() {
    return String.valueOf(TestRedis.command(sentinel.port(), "", "INFO", "sentinel"));
  }

  private boolean replicaIsInSync() {
    return String.valueOf(TestRedis.command(replica.port(), "", "INFO", "replication"))
        .contains("master_link_status:up");
  }

  /** Its address for {@code REDIS_URL}. */
  public String url() {
    return "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#mymaster";
  }

  /**
   * SIGKILL for the primary, once the replica has all its writes; waits until the Sentinel has
   * named the replica.
   */
  public void failOver() {
    await().until(() -> isReplicated());
    try {
      primary.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> sentinelSays().contains("address=127.0.0.1:" + replica.port()));
  }

  private boolean isReplicated() {
    TestRedis.command(primary.port(), "", "SET", "replicated", "yes");
    return TestRedis.command(primary.port(), "", "WAIT", "1", "1000").equals(1L);
  }

  @Override
  public void close() {
    sentinel.close();
    replica.close();
    primary.close();
  }
}

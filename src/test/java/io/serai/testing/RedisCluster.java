package io.serai.testing;

import static org.awaitility.Awaitility.await;

import io.serai.dev.RedisNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real Redis Cluster of three primaries without replicas. */
public final class RedisCluster implements AutoCloseable {

  private static final int NODES = 3;
  private static final int SLOTS = 16384;

  private final List<RedisNode> nodes = new ArrayList<>();

  /** Starts it and waits until it can be used. */
  public static RedisCluster start() {
    RedisCluster cluster = new RedisCluster();
    for (int i = 0; i < NODES; i++) {
      cluster.nodes.add(
          RedisNode.create(
              "cluster-enabled yes", "cluster-port {other}", "cluster-node-timeout 2000"));
    }
    cluster.join();
    return cluster;
  }

  private void join() {
    RedisNode first = nodes.get(0);
    for (int i = 0; i < NODES; i++) {
      String from = String.valueOf(SLOTS / NODES * i);
      String to = String.valueOf(i == NODES - 1 ? SLOTS - 1 : SLOTS / NODES * (i + 1) - 1);
      command(i, "CLUSTER", "ADDSLOTSRANGE", from, to);
      command(
          i,
          "CLUSTER",
          "MEET",
          "127.0.0.1",
          String.valueOf(first.port()),
          String.valueOf(first.otherPort()));
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              for (int i = 0; i < NODES; i++) {
                String info = String.valueOf(command(i, "CLUSTER", "INFO"));
                if (!info.contains("cluster_state:ok") || !info.contains("known_nodes:" + NODES)) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Its address for {@code REDIS_URL}. */
  public String url() {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  /** Runs a command on one of the nodes. */
  public Object command(int node, String name, String... arguments) {
    return TestRedis.command(nodes.get(node).port(), "", name, arguments);
  }

  /** How many nodes there are. */
  public int nodes() {
    return NODES;
  }

  @Override
  public void close() {
    nodes.forEach(RedisNode::close);
  }
}

package io.serai.cache;

import static io.serai.cache.JobKeys.bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * One command for each of many keys of a Cluster: sent to all nodes before the first answer is
 * waited for. Keys that are just moving to another node are asked for again, one by one.
 */
final class ClusterPipe {

  private final RedisLink link;

  ClusterPipe(RedisLink link) {
    this.link = link;
  }

  /** A command for a key, in the two ways it may have to be sent. */
  private record Wish(
      byte[] key, Command command, byte[][] arguments, Function<UnifiedJedis, Object> alone) {}

  void set(List<Entry> entries) {
    List<Wish> wishes = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      byte[] key = bytes(entry.key());
      long ttl = entry.ttlMillis();
      wishes.add(
          new Wish(
              key,
              Command.PSETEX,
              new byte[][] {key, bytes(ttl), entry.value()},
              client -> client.set(key, entry.value(), SetParams.setParams().px(ttl))));
    }
    run(wishes);
  }

  List<Long> ttls(List<String> keys) {
    List<Wish> wishes = new ArrayList<>(keys.size());
    for (String each : keys) {
      byte[] key = bytes(each);
      wishes.add(new Wish(key, Command.PTTL, new byte[][] {key}, client -> client.pttl(key)));
    }
    return run(wishes).stream().map(Answers::number).toList();
  }

  void expire(List<String> keys, long millis) {
    List<Wish> wishes = new ArrayList<>(keys.size());
    for (String each : keys) {
      byte[] key = bytes(each);
      wishes.add(
          new Wish(
              key,
              Command.PEXPIRE,
              new byte[][] {key, bytes(millis)},
              client -> client.pexpire(key, millis)));
    }
    run(wishes);
  }

  private List<Object> run(List<Wish> wishes) {
    Object[] answers = new Object[wishes.size()];
    link.talk(
        connections -> {
          send((ClusterConnectionProvider) connections, wishes, answers);
          return null;
        });
    List<Object> all = new ArrayList<>(answers.length);
    for (int i = 0; i < answers.length; i++) {
      Object answer = answers[i];
      if (answer instanceof JedisRedirectionException) {
        answer = link.call(wishes.get(i).alone());
      }
      if (answer instanceof JedisDataException failure) {
        throw link.fault(failure);
      }
      all.add(answer);
    }
    return all;
  }

  private static void send(
      ClusterConnectionProvider connections, List<Wish> wishes, Object[] answers) {
    Map<HostAndPort, Node> nodes = new LinkedHashMap<>();
    boolean done = false;
    try {
      for (int i = 0; i < answers.length; i++) {
        HostAndPort host = connections.getNode(JedisClusterCRC16.getSlot(wishes.get(i).key()));
        Node node = nodes.get(host);
        if (node == null) {
          node = new Node(connections.getConnection(host));
          nodes.put(host, node);
        }
        node.send(i, wishes.get(i));
      }
      nodes.values().forEach(node -> node.receive(answers));
      done = true;
    } finally {
      for (Node node : nodes.values()) {
        node.close(done);
      }
    }
  }

  /** What goes to one node. */
  private static final class Node {
    private final Connection connection;
    private final List<Integer> places = new ArrayList<>();

    Node(Connection connection) {
      this.connection = connection;
    }

    void send(int place, Wish wish) {
      connection.sendCommand(wish.command(), wish.arguments());
      places.add(place);
    }

    void receive(Object[] answers) {
      List<Object> received = connection.getMany(places.size());
      for (int i = 0; i < received.size(); i++) {
        answers[places.get(i)] = received.get(i);
      }
    }

    void close(boolean clean) {
      if (!clean) {
        connection.setBroken();
      }
      connection.close();
    }
  }
}

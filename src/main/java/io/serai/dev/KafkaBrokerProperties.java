package io.serai.dev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Settings of a broker that is alone, small and quick to start. */
final class KafkaBrokerProperties {

  /** One of everything, because there is one broker. */
  private static final Map<String, String> SINGLE =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "transaction.state.log.num.partitions", "2",
          "default.replication.factor", "1");

  /** Few threads and small buffers: the broker shares a heap of 128 MB with others. */
  private static final Map<String, String> SMALL =
      Map.of(
          "num.network.threads", "2",
          "num.io.threads", "3",
          "background.threads", "2",
          "num.recovery.threads.per.data.dir", "1",
          "log.cleaner.threads", "1",
          "log.cleaner.dedupe.buffer.size", "2097152",
          "log.cleaner.io.buffer.size", "131072",
          "log.index.size.max.bytes", "1048576",
          "log.segment.bytes", "67108864",
          "queued.max.requests", "64");

  /** Members of a group may come, and be missed, quickly. */
  private static final Map<String, String> QUICK =
      Map.of("group.initial.rebalance.delay.ms", "0", "group.min.session.timeout.ms", "1000");

  /**
   * The successor of a killed broker waits until its predecessor's session would have ended, by its
   * own idea of a session. The usual 9 seconds, which a busy machine needs, are for other starts.
   */
  private static final Map<String, String> AFTER_KILL =
      Map.of("broker.session.timeout.ms", "1000", "broker.heartbeat.interval.ms", "200");

  private KafkaBrokerProperties() {}

  static Properties of(Path data, int port, int controllerPort) {
    String broker = "PLAINTEXT://" + KafkaBroker.HOST + ":" + port;
    String controller = KafkaBroker.HOST + ":" + controllerPort;
    Properties properties = new Properties();
    properties.putAll(SINGLE);
    properties.putAll(SMALL);
    properties.putAll(QUICK);
    if (wasKilled(data)) {
      properties.putAll(AFTER_KILL);
    }
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@" + controller);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listeners", broker + ",CONTROLLER://" + controller);
    properties.put("advertised.listeners", broker);
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put(
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,"
            + "SASL_SSL:SASL_SSL");
    properties.put("log.dirs", data.toString());
    properties.put("num.partitions", "8");
    properties.put("auto.create.topics.enable", "true");
    return properties;
  }

  private static boolean wasKilled(Path data) {
    return Files.exists(data.resolve("meta.properties"))
        && !Files.exists(data.resolve(".kafka_cleanshutdown"));
  }
}

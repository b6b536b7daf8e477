package io.serai.cache;

import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/** Commands that are sent together on one connection and answered together. One thread. */
final class Exchange {

  private final Connection connection;
  private int sent;

  Exchange(Connection connection) {
    this.connection = connection;
  }

  void send(ProtocolCommand command, byte[]... arguments) {
    connection.sendCommand(command, arguments);
    sent++;
  }

  /** All answers in order; those of a failed command are exceptions. */
  List<Object> receive() {
    int expected = sent;
    sent = 0;
    return connection.getMany(expected);
  }

  /**
   * Insists that nothing failed.
   *
   * @throws JedisDataException the first failure among them
   */
  static void requireGood(List<?> answers) {
    for (Object answer : answers) {
      if (answer instanceof JedisDataException failure) {
        throw failure;
      }
    }
  }
}

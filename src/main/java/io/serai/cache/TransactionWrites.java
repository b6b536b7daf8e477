package io.serai.cache;

import static io.serai.cache.Answers.number;
import static io.serai.cache.JobKeys.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * Writes to one Redis, which has all keys. A publication is one pipelined round trip: a transaction
 * behind a script that looks whether turn and guard allow it. If they do not, the script touches a
 * key that the transaction watches, so that it does nothing; nor does it when another takes the
 * turn between the two. That is as atomic as one script, and the values do not take the way through
 * Lua, which costs Redis as much as storing them. A renewal of the lease that Redis does late, its
 * caller having given up, also touches what is watched: what was not executed is sent once more,
 * and the script tells whether the turn is lost. What Redis refuses (no memory, a replica, an ACL)
 * it refuses when it queues, so that nothing at all is executed.
 *
 * <p>Scripts are sent as text: one that Redis had forgotten would let the transaction pass.
 */
final class TransactionWrites implements CacheWrites {

  private final RedisLink link;

  TransactionWrites(RedisLink link) {
    this.link = link;
  }

  @Override
  public void publish(Turn turn, JobKeys keys, Publication publication) {
    link.converse(
        connection -> {
          if (!publish(connection, turn, keys, publication)
              && !publish(connection, turn, keys, publication)) {
            throw new LostTurnException(turn);
          }
          return null;
        });
  }

  /** Whether it was executed. */
  private static boolean publish(
      Connection connection, Turn turn, JobKeys keys, Publication publication) {
    Allowance.requireRows(turn, publication);
    byte[] gate = keys.gate(turn.fence());
    List<byte[]> looksAt = new ArrayList<>(List.of(keys.job(), gate));
    publication.looksAt().forEach(key -> looksAt.add(bytes(key)));
    Exchange exchange = new Exchange(connection);
    exchange.send(Command.WATCH, keys.job(), gate);
    eval(
        exchange,
        Script.ALLOW,
        looksAt,
        Allowance.question(turn, publication, Allowance.UNCOUNTED));
    exchange.send(Command.MULTI);
    for (Entry entry : publication.entries()) {
      exchange.send(Command.PSETEX, bytes(entry.key()), bytes(entry.ttlMillis()), entry.value());
    }
    eval(
        exchange,
        Script.RECORD,
        List.of(keys.job(), keys.published()),
        Allowance.record(turn, publication));
    exchange.send(Command.EXEC);
    return isDone(turn, publication, exchange.receive());
  }

  private static void eval(
      Exchange exchange, Script script, List<byte[]> keys, List<byte[]> arguments) {
    List<byte[]> all = new ArrayList<>(List.of(script.text(), bytes(keys.size())));
    all.addAll(keys);
    all.addAll(arguments);
    exchange.send(Command.EVAL, all.toArray(byte[][]::new));
  }

  private static boolean isDone(Turn turn, Publication publication, List<Object> answers) {
    Exchange.requireGood(answers.subList(0, 2));
    Allowance.require(turn, publication, (List<?>) answers.get(1));
    Exchange.requireGood(answers);
    List<?> executed = (List<?>) answers.get(answers.size() - 1);
    if (executed == null) {
      return false;
    }
    Exchange.requireGood(executed);
    return true;
  }

  @Override
  public Extension extend(Turn turn, JobKeys keys, Duration ttl, Duration hardLimit) {
    ExtensionTally tally = new ExtensionTally();
    for (long at = 0; at >= 0; ) {
      List<?> answer =
          link.script(
              Script.EXTEND,
              keys,
              bytes(turn.fence()),
              bytes(turn.owner()),
              bytes(turn.lease().toMillis()),
              bytes(at),
              bytes(ttl.toMillis()),
              bytes(hardLimit.toMillis()));
      CacheStore.requireTurn(turn, answer);
      at = number(answer.get(1));
      tally.add(
          number(answer.get(2)),
          number(answer.get(3)),
          number(answer.get(4)),
          number(answer.get(5)),
          number(answer.get(6)));
    }
    return tally.extension();
  }
}

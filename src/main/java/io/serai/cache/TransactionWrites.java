package io.serai.cache;

import static io.serai.cache.Answers.number;
import static io.serai.cache.JobKeys.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * Writes to one Redis, which has all keys. A publication is an optimistic transaction: the job's
 * hash is watched and read, and all values are queued, in one pipelined round trip; the queue is
 * executed only when the turn still stands and the guard agrees, and by Redis only when the hash
 * has not changed since. That is as atomic as a script, and the values do not take the way through
 * Lua, which costs Redis as much as storing them. What Redis refuses (no memory, a replica, an ACL)
 * it refuses when it queues, so that nothing at all is executed.
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
          publish(connection, turn, keys, publication);
          return null;
        });
  }

  private static void publish(
      Connection connection, Turn turn, JobKeys keys, Publication publication) {
    Exchange exchange = new Exchange(connection);
    List<String> looksAt = publication.looksAt();
    exchange.send(Command.WATCH, keys.job());
    exchange.send(Command.TIME);
    exchange.send(Command.HMGET, JobRecord.fields(keys));
    if (!looksAt.isEmpty()) {
      exchange.send(Command.EXISTS, looksAt.stream().map(JobKeys::bytes).toArray(byte[][]::new));
    }
    exchange.send(Command.MULTI);
    for (Entry entry : publication.entries()) {
      exchange.send(Command.PSETEX, bytes(entry.key()), bytes(entry.ttlMillis()), entry.value());
    }
    List<Object> answers = exchange.receiveAll();
    JobRecord job = JobRecord.of(answers.get(2));
    job.requireTurn(turn);
    job.guard(turn, publication, looksAt.isEmpty() ? 0 : number(answers.get(3)));
    note(exchange, keys, Answers.time(answers.get(1)), turn, job, publication);
    exchange.send(Command.EXEC);
    List<Object> last = exchange.receiveAll();
    List<?> executed = (List<?>) last.get(last.size() - 1);
    if (executed == null) {
      throw new LostTurnException(turn);
    }
    Exchange.requireGood(executed);
  }

  private static void note(
      Exchange exchange,
      JobKeys keys,
      long now,
      Turn turn,
      JobRecord job,
      Publication publication) {
    List<byte[]> records = publication.records();
    if (!records.isEmpty()) {
      List<byte[]> arguments = new ArrayList<>(List.of(keys.published()));
      for (byte[] each : records) {
        arguments.add(bytes(now));
        arguments.add(each);
      }
      exchange.send(Command.ZADD, arguments.toArray(byte[][]::new));
    }
    List<byte[]> changes = new ArrayList<>(List.of(keys.job()));
    changes.addAll(job.changes(publication));
    changes.add(bytes("lease_until"));
    changes.add(bytes(now + turn.lease().toMillis()));
    exchange.send(Command.HSET, changes.toArray(byte[][]::new));
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

package io.serai.cache;

import static io.serai.cache.Answers.number;
import static io.serai.cache.JobKeys.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to a Cluster, where a publication's keys are in many slots and no transaction spans them.
 * Each key is replaced atomically; the turn is checked before the values are sent, to all nodes at
 * once, and again when they are noted together with the cursor. So a worker whose turn ends between
 * the two leaves values that are good but not the newest; and after a failure some keys are new and
 * the others old until the batch is repeated.
 */
final class ClusterWrites implements CacheWrites {

  private final RedisLink link;
  private final ClusterPipe pipe;

  ClusterWrites(RedisLink link) {
    this.link = link;
    this.pipe = new ClusterPipe(link);
  }

  @Override
  public void publish(Turn turn, JobKeys keys, Publication publication) {
    Allowance.requireRows(turn, publication);
    List<byte[]> question = Allowance.question(turn, publication, existing(publication.looksAt()));
    Allowance.require(
        turn, publication, link.script(Script.ALLOW, keys, question.toArray(byte[][]::new)));
    pipe.set(publication.entries());
    List<byte[]> record = Allowance.record(turn, publication);
    CacheStore.requireTurn(turn, link.script(Script.RECORD, keys, record.toArray(byte[][]::new)));
  }

  private long existing(List<String> keys) {
    return keys.isEmpty() ? 0 : pipe.ttls(keys).stream().filter(ttl -> ttl != -2).count();
  }

  @Override
  public Extension extend(Turn turn, JobKeys keys, Duration ttl, Duration hardLimit) {
    ExtensionTally tally = new ExtensionTally();
    for (long at = 0; ; at++) {
      List<?> answer =
          link.script(
              Script.WINDOW,
              keys,
              bytes(turn.fence()),
              bytes(turn.owner()),
              bytes(turn.lease().toMillis()),
              bytes(at),
              bytes(hardLimit.toMillis()));
      CacheStore.requireTurn(turn, answer);
      if (answer.size() == 2) {
        return tally.extension();
      }
      long now = number(answer.get(1));
      long published = number(answer.get(3));
      long wanted = Math.min(ttl.toMillis(), published + hardLimit.toMillis() - now);
      extend(Answers.text(answer.get(2)).lines().toList(), now, published, wanted, tally);
    }
  }

  /** As {@code extend.lua} does it. */
  private void extend(
      List<String> keys, long now, long published, long wanted, ExtensionTally tally) {
    List<Long> left = pipe.ttls(keys);
    List<String> shorter = new ArrayList<>();
    long alive = 0;
    long until = 0;
    for (int i = 0; i < keys.size(); i++) {
      long ttl = left.get(i);
      if (ttl > 0 && ttl < wanted) {
        shorter.add(keys.get(i));
      }
      if (ttl != -2) {
        alive++;
        until = Math.max(until, now + Math.max(ttl, wanted));
      }
    }
    pipe.expire(shorter, wanted);
    tally.add(alive, shorter.size(), alive == 0 ? 0 : published, until, now);
  }
}

package io.serai.cache;

import static io.serai.cache.Answers.instant;
import static io.serai.cache.Answers.number;
import static io.serai.cache.Answers.text;
import static io.serai.cache.JobKeys.bytes;

import io.serai.cache.Claim.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * The cache in Redis and the turns by which workers refresh it: one refresh per job and interval
 * however many workers there are.
 *
 * <p>A worker claims a job, publishes once or, on a walk, batch by batch, and finishes; or it
 * fails, upon which everything that the job has published stays longer, up to a hard limit. A
 * worker that is killed keeps its turn as long as the lease; then another takes over, with a higher
 * fence and where the walk was, and whatever the former still tries is refused. All times are taken
 * from Redis's clock. What is kept of a job is in the hash {@code serai:cache:{job}} and the sorted
 * set {@code serai:cache:{job}:keys}.
 *
 * <p>Needs Redis 6 or later. Every call throws {@link RedisFault} when Redis cannot do it, and
 * works again when Redis can. Thread-safe.
 */
public final class CacheStore implements AutoCloseable {

  private static final int LONGEST_ERROR = 2000;

  private final RedisLink link;
  private final CacheWrites writes;
  private final Map<String, Lock> writing = new ConcurrentHashMap<>();

  private CacheStore(RedisSettings settings, SslOptions tls) {
    link = new RedisLink(settings, tls);
    writes =
        settings.kind() == RedisSettings.Kind.CLUSTER
            ? new ClusterWrites(link)
            : new TransactionWrites(link);
  }

  /** A store that connects with its first call, so that Redis may be away until then. */
  public static CacheStore open(RedisSettings settings) {
    return open(settings, SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
  }

  /** As {@link #open(RedisSettings)}, with another way of TLS than Java's usual one. */
  static CacheStore open(RedisSettings settings, SslOptions tls) {
    return new CacheStore(settings, tls);
  }

  /**
   * Asks Redis for a sign of life.
   *
   * @throws RedisFault when it cannot be used
   */
  public void check() {
    link.call(client -> client.exists(JobKeys.of("check").job()));
  }

  /**
   * Asks for the turn to refresh a job.
   *
   * @param owner who asks, not empty; unique to the process. A turn that it has is taken as lost,
   *     and given anew: a process must not ask for one that it works on
   * @param interval from one cycle's beginning to the next one's
   * @param lease how long the turn stays if nothing is heard of it; {@link #renew} and every
   *     publication renew it
   * @param force whether to go although the job is not due; never two at once, all the same
   */
  public Claim claim(String job, String owner, Duration interval, Duration lease, boolean force) {
    if (owner.isEmpty() || lease.toMillis() < 1 || interval.toMillis() < 1) {
      throw new IllegalArgumentException("a claim needs an owner, an interval and a lease");
    }
    List<?> answer =
        link.script(
            Script.CLAIM,
            JobKeys.of(job),
            bytes(owner),
            bytes(interval.toMillis()),
            bytes(lease.toMillis()),
            bytes(force ? "1" : "0"));
    Verdict verdict = Verdict.valueOf(text(answer.get(0)));
    if (verdict != Verdict.TAKEN) {
      Duration wait = Duration.ofMillis(number(answer.get(1)));
      return new Claim(verdict, Optional.empty(), wait, text(answer.get(2)));
    }
    Instant published = instant(answer.get(7));
    Turn turn =
        new Turn(
            job,
            number(answer.get(1)),
            owner,
            instant(answer.get(2)),
            instant(answer.get(3)),
            text(answer.get(4)),
            interval,
            lease,
            text(answer.get(5)),
            (int) number(answer.get(6)),
            published.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(published));
    return new Claim(verdict, Optional.of(turn), Duration.ZERO, "");
  }

  /**
   * Replaces keys, all or none of them, moves the cursor and renews the lease. In a Cluster keys
   * are replaced one by one.
   *
   * @throws LostTurnException when the turn is over; nothing is written
   * @throws RefusedPublishException when the guard refuses it; nothing is written
   */
  public void publish(Turn turn, Publication publication) {
    Lock lock = writing(turn);
    lock.lock();
    try {
      writes.publish(turn, JobKeys.of(turn.job()), publication);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Renews the lease of a turn that is worked on; never shortens it. Does nothing when the turn is
   * over, or while it publishes, which renews it as well. Works while Redis is out of memory.
   */
  public void renew(Turn turn) {
    Lock lock = writing(turn);
    // a publication watches the job, and would be taken for one whose turn is lost
    if (!lock.tryLock()) {
      return;
    }
    try {
      link.script(
          Script.RENEW,
          JobKeys.of(turn.job()),
          bytes(turn.fence()),
          bytes(turn.owner()),
          bytes(turn.lease().toMillis()));
    } finally {
      lock.unlock();
    }
  }

  private Lock writing(Turn turn) {
    return writing.computeIfAbsent(turn.job(), job -> new ReentrantLock());
  }

  /**
   * Ends a turn with success: the job is due an interval after the cycle's beginning.
   *
   * @param whole whether every key was written in this cycle: then those of earlier cycles alone
   *     are not kept by {@link #extend} any more. False when a batch was left out
   * @throws LostTurnException when the turn is over
   */
  public Finished finish(Turn turn, boolean whole) {
    List<?> answer =
        link.script(
            Script.FINISH,
            JobKeys.of(turn.job()),
            bytes(turn.fence()),
            bytes(turn.owner()),
            bytes(turn.startedAt().toEpochMilli()),
            bytes(turn.interval().toMillis()),
            bytes(whole ? "1" : "0"));
    requireTurn(turn, answer);
    return new Finished(
        instant(answer.get(1)),
        number(answer.get(2)),
        number(answer.get(3)),
        Duration.ofMillis(number(answer.get(4))),
        Duration.ofMillis(number(answer.get(5))),
        instant(answer.get(6)));
  }

  /**
   * Lengthens the TTLs of what the job has published: to the normal one, at most up to the hard
   * limit after its publication, a thousand keys at a time. Never shortens a TTL; what has expired
   * stays so. Works while Redis is out of memory. The turn goes on, its lease renewed.
   *
   * @throws LostTurnException when the turn is over
   */
  public Extension extend(Turn turn, Duration ttl, Duration hardLimit) {
    return writes.extend(turn, JobKeys.of(turn.job()), ttl, hardLimit);
  }

  /**
   * As {@link #extend}, for whoever sees that a refresh is late: a longer TTL does no harm, whoever
   * has the turn.
   */
  public Extension keep(String job, Duration ttl, Duration hardLimit) {
    return writes.extend(Turn.nobodys(job), JobKeys.of(job), ttl, hardLimit);
  }

  /**
   * Ends a turn with a failure, after {@link #extend}. The cursor stays.
   *
   * @param error for a person; kept up to 2,000 characters
   * @param retryAfter when the job is due again; an interval at the most
   * @throws LostTurnException when the turn is over
   */
  public Failed fail(
      Turn turn, String error, Duration retryAfter, Duration ttl, Duration hardLimit) {
    Extension extension = extend(turn, ttl, hardLimit);
    long until = extension.until().map(Instant::toEpochMilli).orElse(0L);
    List<?> answer =
        link.script(
            Script.FAILED,
            JobKeys.of(turn.job()),
            bytes(turn.fence()),
            bytes(turn.owner()),
            bytes(error.substring(0, Math.min(LONGEST_ERROR, error.length()))),
            bytes(retryAfter.toMillis()),
            bytes(turn.interval().toMillis()),
            bytes(until),
            bytes(extension.keys() > 0 ? "1" : "0"));
    requireTurn(turn, answer);
    return new Failed(extension, (int) number(answer.get(1)), instant(answer.get(2)));
  }

  /**
   * Gives a turn back without an outcome, as when the worker stops: whoever claims next goes on at
   * the cursor. Does nothing when the turn is over.
   */
  public void release(Turn turn) {
    link.script(Script.RELEASE, JobKeys.of(turn.job()), bytes(turn.fence()), bytes(turn.owner()));
  }

  /**
   * What Redis knows of these jobs, in their order; nothing but its time of one never refreshed.
   */
  public Map<String, CacheState> states(Collection<String> jobs) {
    Map<String, CacheState> states = new LinkedHashMap<>();
    for (String job : jobs) {
      List<?> answer = link.script(Script.STATE, JobKeys.of(job));
      List<?> pairs = (List<?>) answer.get(1);
      Map<String, String> fields = new HashMap<>();
      for (int i = 0; i < pairs.size(); i += 2) {
        fields.put(text(pairs.get(i)), text(pairs.get(i + 1)));
      }
      states.put(job, CacheState.of(job, number(answer.get(0)), fields));
    }
    return states;
  }

  /** The value of a key and its TTL, if it is there. */
  public Optional<CachedValue> get(String key) {
    byte[] value = link.call(client -> client.get(bytes(key)));
    long left = value == null ? -2 : link.call(client -> client.pttl(bytes(key)));
    if (left == -2) {
      return Optional.empty();
    }
    return Optional.of(
        new CachedValue(value, left < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(left))));
  }

  static void requireTurn(Turn turn, List<?> answer) {
    if (text(answer.get(0)).equals("LOST")) {
      throw new LostTurnException(turn);
    }
  }

  /** Closes all connections. */
  @Override
  public void close() {
    link.close();
  }
}

package io.serai.cache;

import io.serai.cache.RedisFault.Kind;
import io.serai.ops.TlsFault;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Says in words for a person what Jedis and Redis say in theirs. */
final class RedisFaults {

  /** The beginning, or a part, of what Redis says; the first that is found counts. */
  private enum Said {
    OUT_OF_MEMORY(
        Kind.OUT_OF_MEMORY,
        "OOM command not allowed",
        "has no memory left and refuses to write: raise its maxmemory, or give it fewer keys"),
    READONLY(
        Kind.READ_ONLY,
        "READONLY",
        "is a read-only replica and refuses to write: REDIS_URL must name the primary, or this one"
            + " becomes it"),
    MISCONF(
        Kind.READ_ONLY, "MISCONF", "cannot save its data and refuses to write: look at its disk"),
    NOREPLICAS(
        Kind.READ_ONLY, "NOREPLICAS", "refuses to write since too few of its replicas are there"),
    NOAUTH(Kind.ACCESS, "NOAUTH", "asks for a password: name it in REDIS_URL"),
    WRONGPASS(Kind.ACCESS, "WRONGPASS", "refuses the login: check user and password in REDIS_URL"),
    NO_PASSWORD(
        Kind.ACCESS,
        "without any password configured",
        "has no password but REDIS_URL names one: take it out there, or set it here"),
    NOPERM(Kind.ACCESS, "NOPERM", "does not allow this to the user: extend its ACL"),
    ACL_IN_SCRIPT(
        Kind.ACCESS, "ACL failure in script", "does not allow this to the user: extend its ACL"),
    DATABASE(
        Kind.ACCESS,
        "DB index is out of range",
        "has no database of that number: lower it in REDIS_URL"),
    LOADING(Kind.UNREACHABLE, "LOADING", "is still loading its data"),
    MASTERDOWN(Kind.UNREACHABLE, "MASTERDOWN", "is a replica whose primary is away"),
    CLUSTERDOWN(Kind.UNREACHABLE, "CLUSTERDOWN", "is a Cluster that lacks some of its nodes"),
    BUSY(Kind.BUSY, "BUSY", "is blocked by a script of somebody"),
    WRONGTYPE(
        Kind.PROTOCOL,
        "WRONGTYPE",
        "holds something else under a key that Serai needs: rename or remove it"),
    NOT_MONITORED(
        Kind.ACCESS,
        "seems to be not monitored",
        "has Sentinels that do not know the primary: check the name after # in REDIS_URL"),
    NO_CLUSTER(
        Kind.PROTOCOL,
        "cluster support disabled",
        "is not a Cluster: write redis:// instead of redis-cluster:// in REDIS_URL"),
    IS_CLUSTER(Kind.PROTOCOL, "MOVED ", "is a Cluster: write redis-cluster:// instead of redis://"),
    CROSSSLOT(
        Kind.PROTOCOL, "CROSSSLOT", "is a Cluster: write redis-cluster:// instead of redis://");

    private final Kind kind;
    private final String text;
    private final String meaning;

    Said(Kind kind, String text, String meaning) {
      this.kind = kind;
      this.text = text;
      this.meaning = meaning;
    }
  }

  private RedisFaults() {}

  static RedisFault of(Throwable failure, RedisSettings settings) {
    if (failure instanceof RedisFault known) {
      return known;
    }
    List<Throwable> all = all(failure);
    for (Said said : Said.values()) {
      if (all.stream().anyMatch(each -> text(each).contains(said.text))) {
        return fault(said.kind, settings, said.meaning + " (" + said(all, said) + ")", failure);
      }
    }
    for (Throwable each : all) {
      if (each instanceof SSLException) {
        return fault(Kind.TLS, settings, tls(text(each)), failure);
      }
    }
    return network(all, failure, settings);
  }

  private static RedisFault network(
      List<Throwable> all, Throwable failure, RedisSettings settings) {
    for (Throwable each : all) {
      String meaning = meaning(each, settings);
      if (meaning != null) {
        Kind kind = each instanceof NoSuchElementException ? Kind.BUSY : Kind.UNREACHABLE;
        return fault(kind, settings, meaning, failure);
      }
    }
    boolean away = all.stream().anyMatch(JedisConnectionException.class::isInstance);
    return away
        ? fault(
            Kind.UNREACHABLE,
            settings,
            "has hung up: "
                + text(failure)
                + (settings.tls() ? "" : " (does it want TLS? Then write rediss://)"),
            failure)
        : fault(Kind.PROTOCOL, settings, "answers: " + text(failure), failure);
  }

  private static String meaning(Throwable failure, RedisSettings settings) {
    if (failure instanceof ConnectException) {
      return "is not there (" + text(failure) + "): check REDIS_URL and whether it runs";
    }
    if (failure instanceof UnknownHostException) {
      return "has a host that nobody knows (" + text(failure) + "): check REDIS_URL";
    }
    if (failure instanceof SocketTimeoutException) {
      return "does not answer within JOB_REDIS_TIMEOUT_MS="
          + settings.timeout().toMillis()
          + (settings.tls() ? " (does it speak TLS? redis:// is without)" : "");
    }
    if (failure instanceof NoSuchElementException) {
      return "cannot be reached since all JOB_REDIS_POOL_SIZE=%d connections are in use"
          .formatted(settings.poolSize());
    }
    return null;
  }

  private static String tls(String said) {
    return TlsFault.meaning(
        said, "in REDIS_URL", "does not speak TLS as expected: check rediss:// and the port");
  }

  private static RedisFault fault(
      Kind kind, RedisSettings settings, String meaning, Throwable failure) {
    return new RedisFault(kind, "Redis at " + settings + " " + meaning, failure);
  }

  private static String said(List<Throwable> all, Said said) {
    return all.stream().map(RedisFaults::text).filter(t -> t.contains(said.text)).findFirst().get();
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** The failure with all that it was caused by or that Jedis has put beside it. */
  private static List<Throwable> all(Throwable failure) {
    List<Throwable> all = new ArrayList<>();
    Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> rest = new ArrayDeque<>(List.of(failure));
    while (!rest.isEmpty()) {
      Throwable next = rest.remove();
      if (known.add(next)) {
        all.add(next);
        if (next.getCause() != null) {
          rest.add(next.getCause());
        }
        rest.addAll(Arrays.asList(next.getSuppressed()));
      }
    }
    return all;
  }
}

package io.serai.dev;

/**
 * A behaviour in force, with its position in the sequence of choices by chance. Used on the event
 * loop only.
 */
final class Regime {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final Fault[] FAULTS = Fault.values();

  final Behaviour behaviour;
  private final String authorization;
  private final double[] upTo = new double[FAULTS.length];
  private long call;
  private long draws;
  private long polls;
  private long replies;
  private long limitErrors;
  private long emptyAnswers;

  Regime(Behaviour behaviour) {
    this.behaviour = behaviour;
    this.authorization = behaviour.token() == null ? null : "Bearer " + behaviour.token();
    double sum = 0;
    for (Fault fault : FAULTS) {
      sum += behaviour.faults().getOrDefault(fault, 0.0);
      upTo[fault.ordinal()] = sum;
    }
  }

  /** Whether a call with that Authorization header, which may be null, is let in. */
  boolean authorises(String header) {
    return authorization == null || authorization.equals(header);
  }

  /** What is to become of the next call. */
  Verdict judge(String botId, String query) {
    long ordinal = call++;
    draws = ordinal << 3;
    Integer botCode = behaviour.botCodes().get(botId);
    if (botCode != null) {
      return Verdict.refusedAtOnce(botCode);
    }
    if (ordinal < behaviour.script().size() && behaviour.script().get((int) ordinal) != 0) {
      return Verdict.refusedAtOnce(behaviour.script().get((int) ordinal));
    }
    QueryHook hook = QueryHook.in(query);
    int poison = hook == null ? 0 : hook.poisonCode();
    poison = poison == 0 ? behaviour.poison().applyAsInt(query) : poison;
    if (poison != 0) {
      return Verdict.refused(poison);
    }
    Fault asked = hook == null ? null : hook.fault();
    return asked == null ? byChance() : Verdict.of(asked);
  }

  private Verdict byChance() {
    if (upTo[FAULTS.length - 1] == 0) {
      return Verdict.NORMAL;
    }
    double draw = draw();
    for (Fault fault : FAULTS) {
      if (draw < upTo[fault.ordinal()]) {
        return Verdict.of(fault);
      }
    }
    return Verdict.NORMAL;
  }

  /** Latency of the call that was judged last, in milliseconds. */
  long latencyMs() {
    Latency latency = behaviour.latency();
    return latency.meanMs() == 0 ? 0 : latency.drawMs(draw(), draw());
  }

  /** Whether an event of that share happens now. */
  boolean happens(double share) {
    return share > 0 && draw() < share;
  }

  /** Whether a retrieve or list call fails; such calls are a sequence of their own. */
  boolean pollFails() {
    double share = behaviour.v3().pollHttp500();
    return share > 0 && unit(mix(behaviour.seed() ^ ++polls * GOLDEN)) < share;
  }

  /** Whether the next normal reply carries messages besides the answer. */
  boolean nextHasExtras() {
    int every = behaviour.answers().extrasEvery();
    return every > 0 && ++replies % every == 0;
  }

  /** 4013 and 4009 by turns. */
  int nextLimitCode() {
    return limitErrors++ % 2 == 0 ? 4013 : 4009;
  }

  /** Whether the next empty reply has an answer message, which is then empty. */
  boolean nextEmptyHasMessage() {
    return emptyAnswers++ % 2 == 1;
  }

  private double draw() {
    return unit(mix(behaviour.seed() + ++draws * GOLDEN));
  }

  private static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64: a bijection that scatters neighbouring numbers. */
  static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}

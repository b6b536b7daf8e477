package io.serai.dev;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * What a {@link CozeDouble} does. Immutable; start from {@link #quick()} and change with the {@code
 * with} methods. All choices by chance depend on {@code seed} and on how many calls came since the
 * behaviour was set or the statistics were reset, so that a run can be repeated.
 *
 * <p>A query may steer its own call: {@code [[poison:4014]]} fails with that code, {@code
 * [[fault:hang]]} meets that {@link Fault}, {@code [[answer:…]]} sets the answer: {@code nul},
 * {@code surrogate}, {@code emoji}, {@code blank}, {@code megabyte}, or the text itself.
 *
 * @param latency time from call to reply; rate limits, bad tokens, bad requests, bot codes and
 *     scripted codes are answered at once
 * @param faults share 0..1 of each fault; the sum is at most 1
 * @param rateLimit form of the rate-limit error
 * @param limits limits of every bot that has no own
 * @param botLimits limits by bot id
 * @param botCodes bots that answer every call with a fixed error code
 * @param script error codes of the first calls in turn, 0 = treat as any other call
 * @param token the accepted token; null = any, and none
 * @param poison error code of a query; 0 = none
 * @param answers what a normal reply holds
 * @param v3 what only V3 chats do
 * @param recording what is remembered beyond totals
 * @param seed seed of all choices by chance
 */
public record Behaviour(
    Latency latency,
    Map<Fault, Double> faults,
    RateLimit rateLimit,
    BotLimits limits,
    Map<String, BotLimits> botLimits,
    Map<String, Integer> botCodes,
    List<Integer> script,
    String token,
    ToIntFunction<String> poison,
    Answers answers,
    V3Rules v3,
    Recording recording,
    long seed) {

  public Behaviour {
    faults = Map.copyOf(faults);
    botLimits = Map.copyOf(botLimits);
    botCodes = Map.copyOf(botCodes);
    script = List.copyOf(script);
    faults.forEach((fault, share) -> requireShare(fault.key(), share));
    double sum = faults.values().stream().mapToDouble(Double::doubleValue).sum();
    if (sum > 1 + 1e-9) {
      throw new IllegalArgumentException(
          "fault shares %s add up to %s; make the sum at most 1".formatted(faults, sum));
    }
  }

  /** Answers every call at once and without faults, takes any token, has no limits, seed 1. */
  public static Behaviour quick() {
    return new Behaviour(
        Latency.NONE,
        Map.of(),
        RateLimit.CODES,
        BotLimits.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        null,
        query -> 0,
        Answers.DEFAULT,
        V3Rules.DEFAULT,
        Recording.DEFAULT,
        1);
  }

  /**
   * Reads the JSON form, the one that {@code POST /double/behaviour} takes. Absent fields are as in
   * {@link #quick()}.
   *
   * @throws IllegalArgumentException naming the field that is unknown or has a wrong value
   */
  public static Behaviour fromJson(String json) {
    return BehaviourJson.read(json);
  }

  /** Uniform latency of mean ± jitter milliseconds. */
  public Behaviour withLatency(double meanMs, double jitterMs) {
    return withLatency(new Latency(meanMs, jitterMs, Latency.Shape.UNIFORM));
  }

  /** Sets the latency with its distribution. */
  public Behaviour withLatency(Latency drawn) {
    return with(draft -> draft.latency = drawn);
  }

  /** Sets the share 0..1 of one fault. */
  public Behaviour withFault(Fault fault, double share) {
    return with(draft -> draft.faults.put(fault, share));
  }

  /** Sets the form of rate-limit errors; {@code retryAfterSeconds} 0 sends no such header. */
  public Behaviour withRateLimit(RateLimit.Kind kind, int retryAfterSeconds) {
    return with(draft -> draft.rateLimit = new RateLimit(kind, retryAfterSeconds));
  }

  /** Sets the limits of every bot that has no own; 0 = no limit. */
  public Behaviour withLimits(int concurrent, double perSecond) {
    return with(draft -> draft.limits = new BotLimits(concurrent, perSecond));
  }

  /** Sets the limits of one bot; 0 = no limit. */
  public Behaviour withBotLimits(String botId, int concurrent, double perSecond) {
    return with(draft -> draft.botLimits.put(botId, new BotLimits(concurrent, perSecond)));
  }

  /** Makes one bot answer every call with that error code, for instance 4101, 4200 or 5000. */
  public Behaviour withBotCode(String botId, int code) {
    return with(draft -> draft.botCodes.put(botId, code));
  }

  /** Sets the error codes of the first calls in turn; 0 leaves that call to the other rules. */
  public Behaviour withScript(int... codes) {
    return with(draft -> draft.script = IntStream.of(codes).boxed().toList());
  }

  /** Sets the accepted token; null accepts any, and none. */
  public Behaviour withToken(String accepted) {
    return with(draft -> draft.token = accepted);
  }

  /** Makes every query that matches fail with that code, besides those poisoned before. */
  public Behaviour withPoison(Predicate<String> matches, int code) {
    ToIntFunction<String> before = poison;
    return with(draft -> draft.poison = q -> matches.test(q) ? code : before.applyAsInt(q));
  }

  /** Makes the answer from bot id and query; must be quick, it runs on the event loop. */
  public Behaviour withAnswer(BinaryOperator<String> text) {
    return withAnswers(new Answers(text, answers.count(), answers.extrasEvery()));
  }

  /** Sets what a normal reply holds. */
  public Behaviour withAnswers(Answers replies) {
    return with(draft -> draft.answers = replies);
  }

  /** Sets what only V3 chats do. */
  public Behaviour withV3(V3Rules rules) {
    return with(draft -> draft.v3 = rules);
  }

  /** Sets whether calls per query are counted, and how many of the latest bodies are kept. */
  public Behaviour withRecording(boolean countQueries, int keepRequests) {
    return with(draft -> draft.recording = new Recording(countQueries, keepRequests));
  }

  /** Sets the seed of all choices by chance. */
  public Behaviour withSeed(long start) {
    return with(draft -> draft.seed = start);
  }

  private Behaviour with(Consumer<BehaviourDraft> change) {
    BehaviourDraft draft = new BehaviourDraft(this);
    change.accept(draft);
    return draft.done();
  }

  BotLimits limitsOf(String botId) {
    return botLimits.isEmpty() ? limits : botLimits.getOrDefault(botId, limits);
  }

  static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "%s %s is not a share; it must lie in 0..1".formatted(name, share));
    }
  }
}

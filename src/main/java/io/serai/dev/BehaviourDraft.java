package io.serai.dev;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Mutable copy of a {@link Behaviour} on its way to the next one. */
final class BehaviourDraft {

  Latency latency;
  Map<Fault, Double> faults;
  RateLimit rateLimit;
  BotLimits limits;
  Map<String, BotLimits> botLimits;
  Map<String, Integer> botCodes;
  List<Integer> script;
  String token;
  ToIntFunction<String> poison;
  Answers answers;
  V3Rules v3;
  Recording recording;
  long seed;

  BehaviourDraft(Behaviour from) {
    latency = from.latency();
    faults = new HashMap<>(from.faults());
    rateLimit = from.rateLimit();
    limits = from.limits();
    botLimits = new HashMap<>(from.botLimits());
    botCodes = new HashMap<>(from.botCodes());
    script = from.script();
    token = from.token();
    poison = from.poison();
    answers = from.answers();
    v3 = from.v3();
    recording = from.recording();
    seed = from.seed();
  }

  Behaviour done() {
    return new Behaviour(
        latency, faults, rateLimit, limits, botLimits, botCodes, script, token, poison, answers, v3,
        recording, seed);
  }
}

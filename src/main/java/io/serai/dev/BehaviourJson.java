package io.serai.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The JSON form of {@link Behaviour}. Numbers and booleans may also come as strings, so that
 * command lines are read by the same rules.
 */
final class BehaviourJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BehaviourDraft draft = new BehaviourDraft(Behaviour.quick());

  private BehaviourJson() {}

  static ObjectNode empty() {
    return JSON.createObjectNode();
  }

  static Behaviour read(String json) {
    return read(parse(json));
  }

  static ObjectNode parse(String json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode form) {
        return form;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the behaviour is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("the behaviour must be a JSON object");
  }

  static Behaviour read(ObjectNode form) {
    BehaviourJson reader = new BehaviourJson();
    form.properties().forEach(field -> reader.field(field.getKey(), field.getValue()));
    return reader.draft.done();
  }

  private void field(String name, JsonNode value) {
    switch (name) {
      case "latencyMs", "jitterMs", "latencyShape" -> latency(name, value);
      case "faults" -> each(name, value, (fault, share) -> fault(fault, number(fault, share)));
      case "rateLimitKind" ->
          draft.rateLimit =
              new RateLimit(
                  choice(RateLimit.Kind.class, name, value), draft.rateLimit.retryAfterSeconds());
      case "retryAfterSeconds" ->
          draft.rateLimit = new RateLimit(draft.rateLimit.kind(), whole(name, value));
      case "concurrent", "perSecond" -> draft.limits = limits(draft.limits, name, value);
      case "botLimits" -> each(name, value, this::botLimits);
      case "botCodes" -> each(name, value, (bot, c) -> draft.botCodes.put(bot, whole(bot, c)));
      case "script" -> draft.script = script(value);
      case "token" -> draft.token = value.isNull() ? null : value.asText();
      case "poison" -> each(name, value, this::poison);
      case "answers", "extrasEvery" -> answers(name, whole(name, value));
      case "requiresAction", "pollHttp500", "forgetAfterMs" -> v3(name, value);
      case "countQueries", "keepRequests" -> recording(name, value);
      case "seed" -> draft.seed = (long) number(name, value);
      default -> throw new IllegalArgumentException(name + " is no field of a behaviour");
    }
  }

  private void latency(String name, JsonNode value) {
    Latency old = draft.latency;
    draft.latency =
        switch (name) {
          case "latencyMs" -> new Latency(number(name, value), old.jitterMs(), old.shape());
          case "jitterMs" -> new Latency(old.meanMs(), number(name, value), old.shape());
          default ->
              new Latency(old.meanMs(), old.jitterMs(), choice(Latency.Shape.class, name, value));
        };
  }

  private void fault(String key, double share) {
    Fault fault = Fault.of(key);
    if (fault == null) {
      throw new IllegalArgumentException("faults." + key + " names no fault");
    }
    draft.faults.put(fault, share);
  }

  private static BotLimits limits(BotLimits old, String name, JsonNode value) {
    return switch (name) {
      case "concurrent" -> new BotLimits(whole(name, value), old.perSecond());
      case "perSecond" -> new BotLimits(old.concurrent(), number(name, value));
      default -> throw new IllegalArgumentException(name + " is no limit of a bot");
    };
  }

  private void botLimits(String bot, JsonNode value) {
    draft.botLimits.put(bot, BotLimits.NONE);
    each(
        "botLimits." + bot,
        value,
        (name, limit) -> draft.botLimits.put(bot, limits(draft.botLimits.get(bot), name, limit)));
  }

  /** Poison is an object: part of a query → error code. */
  private void poison(String part, JsonNode value) {
    int code = whole("poison." + part, value);
    var before = draft.poison;
    draft.poison = query -> query.contains(part) ? code : before.applyAsInt(query);
  }

  private void answers(String name, int value) {
    Answers old = draft.answers;
    draft.answers =
        name.equals("answers")
            ? new Answers(old.text(), value, old.extrasEvery())
            : new Answers(old.text(), old.count(), value);
  }

  private void v3(String name, JsonNode value) {
    V3Rules old = draft.v3;
    double number = number(name, value);
    draft.v3 =
        switch (name) {
          case "requiresAction" -> new V3Rules(number, old.pollHttp500(), old.forgetAfterMs());
          case "pollHttp500" -> new V3Rules(old.requiresAction(), number, old.forgetAfterMs());
          default -> new V3Rules(old.requiresAction(), old.pollHttp500(), (long) number);
        };
  }

  private void recording(String name, JsonNode value) {
    Recording old = draft.recording;
    draft.recording =
        name.equals("keepRequests")
            ? new Recording(old.countQueries(), whole(name, value))
            : new Recording(truth(name, value), old.keepRequests());
  }

  private static List<Integer> script(JsonNode value) {
    if (!value.isArray()) {
      throw new IllegalArgumentException("script must be an array of error codes");
    }
    List<Integer> codes = new ArrayList<>();
    value.forEach(code -> codes.add(whole("script", code)));
    return codes;
  }

  private interface Field {
    void read(String name, JsonNode value);
  }

  private static void each(String name, JsonNode value, Field reader) {
    if (!value.isObject()) {
      throw new IllegalArgumentException(name + " must be a JSON object");
    }
    value.properties().forEach(field -> reader.read(field.getKey(), field.getValue()));
  }

  private static int whole(String name, JsonNode value) {
    double number = number(name, value);
    if (number != (int) number) {
      throw new IllegalArgumentException(name + " must be a whole number, not " + value);
    }
    return (int) number;
  }

  private static double number(String name, JsonNode value) {
    try {
      return Double.parseDouble(value.asText());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, not " + value, e);
    }
  }

  private static boolean truth(String name, JsonNode value) {
    return switch (value.asText()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(name + " must be true or false, not " + value);
    };
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String name, JsonNode value) {
    String wanted = value.asText().toUpperCase(Locale.ROOT);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(wanted)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s must be one of %s, not %s".formatted(name, List.of(type.getEnumConstants()), value));
  }
}

package io.serai.dev;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link CozeDouble} saw since its start or the last reset, at one moment. Immutable.
 *
 * @param calls chat calls: V2 chats and V3 creates, refused ones included
 * @param polls V3 retrieve, list and cancel calls
 * @param running calls in flight
 * @param maxConcurrent most calls in flight at once; calls that were refused at once never are
 * @param outcomes how calls ended; outcomes that did not happen are absent
 * @param callsPerBot well-formed calls by bot id; beyond 10,000 bots under {@code (other)}
 * @param maxConcurrentPerBot most calls in flight at once by bot id
 * @param latencySumMs sum of the milliseconds from call to answer, over {@link Outcome#ANSWERED}
 * @param distinctUsers different users, counted up to 100,000
 * @param distinctConversations different conversation ids given by callers, up to 100,000
 * @param callsPerQuery calls by {@link #key(String)} of the query; empty unless {@link
 *     Recording#countQueries()}
 * @param lastBodies the latest request bodies, oldest first, each cut after 1 MiB
 * @param lastHeaders headers of the latest chat call, names in lower case
 */
public record Stats(
    long calls,
    long polls,
    int running,
    int maxConcurrent,
    Map<Outcome, Long> outcomes,
    Map<String, Long> callsPerBot,
    Map<String, Integer> maxConcurrentPerBot,
    double latencySumMs,
    int distinctUsers,
    int distinctConversations,
    Map<Long, Integer> callsPerQuery,
    List<String> lastBodies,
    Map<String, String> lastHeaders) {

  /** Returns how many calls ended so. */
  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Returns how many well-formed calls had that query; 0 unless queries are counted. */
  public int calls(String query) {
    return callsPerQuery.getOrDefault(key(query), 0);
  }

  /** Returns the 64-bit hash by which queries are counted. */
  public static long key(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return Regime.mix(hash);
  }

  /**
   * Returns these statistics as JSON, without bodies and headers. {@code queriesByCalls} tells how
   * many queries were called once, twice and so on.
   */
  public String toJson() {
    JsonText json = new JsonText(512);
    json.raw("{\"calls\":").number(calls).raw(",\"polls\":").number(polls);
    json.raw(",\"running\":").number(running).raw(",\"maxConcurrent\":").number(maxConcurrent);
    Map<String, Long> ended = new TreeMap<>();
    outcomes.forEach((outcome, count) -> ended.put(outcome.key(), count));
    object(json, "outcomes", ended);
    object(json, "callsPerBot", callsPerBot);
    object(json, "maxConcurrentPerBot", maxConcurrentPerBot);
    json.raw(",\"latencySumMs\":").number(Math.round(latencySumMs));
    json.raw(",\"distinctUsers\":").number(distinctUsers);
    json.raw(",\"distinctConversations\":").number(distinctConversations);
    Map<String, Integer> queriesByCalls = new TreeMap<>();
    callsPerQuery.values().forEach(count -> queriesByCalls.merge("" + count, 1, Integer::sum));
    object(json, "queriesByCalls", queriesByCalls);
    return json.raw("}").toString();
  }

  private static void object(JsonText json, String name, Map<String, ? extends Number> values) {
    json.raw(",\"").raw(name).raw("\":{");
    String comma = "";
    for (Map.Entry<String, ? extends Number> entry : values.entrySet()) {
      json.raw(comma).quoted(entry.getKey()).raw(":").number(entry.getValue().longValue());
      comma = ",";
    }
    json.raw("}");
  }
}

package io.serai.dev;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what happens. Written on the event loop, read from any thread; its lock is as good as
 * never contended, which costs less than keeping the numbers apart.
 */
final class Tally {

  private static final int MOST_BOTS = 10_000;
  private static final int MOST_DISTINCT = 100_000;
  private static final int MOST_BODY_BYTES = 1 << 20;
  private static final String OTHER_BOTS = "(other)";

  private final Map<String, Bot> bots = new HashMap<>();
  private final Set<Long> users = new HashSet<>();
  private final Set<Long> conversations = new HashSet<>();
  private final Map<Long, Integer> queries = new HashMap<>();
  private final Deque<byte[]> bodies = new ArrayDeque<>();
  private final long[] outcomes = new long[Outcome.values().length];
  private MultiMap headers;
  private long calls;
  private long polls;
  private long latencyNanos;
  private int running;
  private int maxRunning;

  /** The counts of one bot. */
  static final class Bot {
    private long calls;
    private int running;
    private int maxRunning;
  }

  /** A chat call arrived, whatever it may hold. */
  synchronized void arrived(byte[] body, MultiMap callHeaders, int keep) {
    calls++;
    headers = callHeaders;
    while (!bodies.isEmpty() && bodies.size() >= keep) {
      bodies.removeFirst();
    }
    if (keep > 0) {
      boolean large = body.length > MOST_BODY_BYTES;
      bodies.addLast(large ? Arrays.copyOf(body, MOST_BODY_BYTES) : body);
    }
  }

  /** The call that arrived is well-formed. */
  synchronized void understood(ChatRequest request, boolean countQueries) {
    bot(request.botId).calls++;
    addBounded(users, request.user);
    addBounded(conversations, request.conversationId);
    if (countQueries) {
      queries.merge(Stats.key(request.query), 1, Integer::sum);
    }
  }

  /** A call takes a place; give the result to {@link #left} when it is done. */
  synchronized Bot entered(String botId) {
    Bot bot = bot(botId);
    bot.maxRunning = Math.max(bot.maxRunning, ++bot.running);
    maxRunning = Math.max(maxRunning, ++running);
    return bot;
  }

  synchronized void left(Bot bot) {
    bot.running--;
    running--;
  }

  synchronized void ended(Outcome outcome, long nanos) {
    outcomes[outcome.ordinal()]++;
    if (outcome == Outcome.ANSWERED) {
      latencyNanos += nanos;
    }
  }

  synchronized void polled() {
    polls++;
  }

  /** Starts from zero; calls in flight stay in flight. */
  synchronized void reset() {
    bots.values().removeIf(bot -> bot.running == 0);
    for (Bot bot : bots.values()) {
      bot.calls = 0;
      bot.maxRunning = bot.running;
    }
    users.clear();
    conversations.clear();
    queries.clear();
    bodies.clear();
    Arrays.fill(outcomes, 0);
    headers = null;
    calls = 0;
    polls = 0;
    latencyNanos = 0;
    maxRunning = running;
  }

  synchronized Stats snapshot() {
    Map<Outcome, Long> ended = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      if (outcomes[outcome.ordinal()] > 0) {
        ended.put(outcome, outcomes[outcome.ordinal()]);
      }
    }
    Map<String, Long> botCalls = new TreeMap<>();
    Map<String, Integer> botPeaks = new TreeMap<>();
    bots.forEach(
        (id, bot) -> {
          botCalls.put(id, bot.calls);
          botPeaks.put(id, bot.maxRunning);
        });
    return new Stats(
        calls,
        polls,
        running,
        maxRunning,
        Collections.unmodifiableMap(ended),
        Collections.unmodifiableMap(botCalls),
        Collections.unmodifiableMap(botPeaks),
        latencyNanos / 1e6,
        users.size(),
        conversations.size(),
        Map.copyOf(queries),
        lastBodies(),
        lastHeaders());
  }

  private List<String> lastBodies() {
    List<String> texts = new ArrayList<>(bodies.size());
    bodies.forEach(body -> texts.add(new String(body, StandardCharsets.UTF_8)));
    return List.copyOf(texts);
  }

  private Map<String, String> lastHeaders() {
    Map<String, String> last = new TreeMap<>();
    if (headers != null) {
      headers.forEach(
          (name, value) ->
              last.merge(name.toLowerCase(Locale.ROOT), value, (one, two) -> one + ", " + two));
    }
    return Collections.unmodifiableMap(last);
  }

  private Bot bot(String id) {
    Bot bot = bots.get(id);
    if (bot == null) {
      String key = bots.size() < MOST_BOTS ? id : OTHER_BOTS;
      bot = bots.computeIfAbsent(key, unused -> new Bot());
    }
    return bot;
  }

  private static void addBounded(Set<Long> seen, String text) {
    if (!text.isEmpty() && seen.size() < MOST_DISTINCT) {
      seen.add(Stats.key(text));
    }
  }
}

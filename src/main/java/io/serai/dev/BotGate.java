package io.serai.dev;

import java.util.HashMap;
import java.util.Map;

/** Enforces the limits of each bot. Used on the event loop only. */
final class BotGate {

  private static final int MOST_BOTS = 10_000;

  private final Map<String, Bot> bots = new HashMap<>();

  /** The state of one bot; its calls in flight outlive a change of behaviour. */
  static final class Bot {
    private int running;
    private double tokens;
    private long refilled;
    private double rate;
  }

  /**
   * Lets a call in, or not.
   *
   * @param now nanoseconds of a monotonic clock
   * @return the bot to {@link #leave} when the call ends; null when the bot is above its limits
   */
  Bot enter(String botId, BotLimits limits, long now) {
    Bot bot = bots.get(botId);
    if (bot == null) {
      bot = add(botId);
    }
    if (limits.concurrent() > 0 && bot.running >= limits.concurrent()) {
      return null;
    }
    if (limits.perSecond() > 0 && !takeToken(bot, limits.perSecond(), now)) {
      return null;
    }
    bot.running++;
    return bot;
  }

  void leave(Bot bot) {
    bot.running--;
  }

  private Bot add(String botId) {
    if (bots.size() >= MOST_BOTS) {
      bots.values().removeIf(bot -> bot.running == 0);
    }
    Bot bot = new Bot();
    bots.put(botId, bot);
    return bot;
  }

  private static boolean takeToken(Bot bot, double perSecond, long now) {
    double burst = Math.max(1, perSecond);
    if (bot.rate == perSecond) {
      bot.tokens = Math.min(burst, bot.tokens + (now - bot.refilled) * perSecond / 1e9);
    } else {
      bot.rate = perSecond;
      bot.tokens = burst;
    }
    bot.refilled = now;
    if (bot.tokens < 1) {
      return false;
    }
    bot.tokens--;
    return true;
  }
}

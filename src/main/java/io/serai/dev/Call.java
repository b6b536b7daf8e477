package io.serai.dev;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/** One admitted chat call, from its admission until it leaves its bot. */
final class Call {

  private static final long NO_TIMER = -1;

  private final ChatEngine engine;
  private final HttpServerRequest http;
  private final ChatRequest request;
  private final Regime regime;
  private final Verdict verdict;
  private final BotGate.Bot bot;
  private final Tally.Bot counter;
  private final long started;
  private long timer = NO_TIMER;
  private boolean counted;
  private boolean left;

  Call(
      ChatEngine engine,
      HttpServerRequest http,
      ChatRequest request,
      Regime regime,
      Verdict verdict,
      BotGate.Bot bot) {
    this.engine = engine;
    this.http = http;
    this.request = request;
    this.regime = regime;
    this.verdict = verdict;
    this.bot = bot;
    this.counter = engine.tally().entered(request.botId);
    this.started = System.nanoTime();
  }

  HttpServerRequest http() {
    return http;
  }

  HttpServerResponse response() {
    return http.response();
  }

  ChatRequest request() {
    return request;
  }

  Regime regime() {
    return regime;
  }

  Verdict verdict() {
    return verdict;
  }

  /**
   * Runs the step after that latency, at once when it is 0; the call ends when the client leaves.
   */
  void after(long latencyMs, Consumer<Call> step) {
    if (latencyMs == 0) {
      run(() -> step.accept(this));
      return;
    }
    watchClient();
    timer = engine.vertx().setTimer(latencyMs, id -> run(() -> step.accept(this)));
  }

  /** Repeats a step until the call leaves. */
  void every(long milliseconds, Runnable step) {
    watchClient();
    timer = engine.vertx().setPeriodic(milliseconds, id -> run(step));
  }

  /** Waits for the client to go away. */
  void watchClient() {
    response().closeHandler(closed -> end(Outcome.ABANDONED));
  }

  private void run(Runnable step) {
    if (!left && !engine.guard(http, step)) {
      end(Outcome.HTTP_500);
    }
  }

  /** Counts the outcome, unless one was counted, and leaves. */
  void end(Outcome outcome) {
    count(outcome);
    leave();
  }

  /** Counts the outcome, unless one was counted. */
  void count(Outcome outcome) {
    if (!counted) {
      counted = true;
      engine.tally().ended(outcome, System.nanoTime() - started);
    }
  }

  /** Gives back the place at the bot; later calls do nothing. */
  void leave() {
    if (left) {
      return;
    }
    left = true;
    if (timer != NO_TIMER) {
      engine.vertx().cancelTimer(timer);
    }
    engine.gate().leave(bot);
    engine.tally().left(counter);
  }
}

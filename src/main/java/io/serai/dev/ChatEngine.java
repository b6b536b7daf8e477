package io.serai.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What V2 and V3 share: admission of calls, limits, counting. Event loop only, but for regime. */
final class ChatEngine {

  private static final Logger LOG = LoggerFactory.getLogger(ChatEngine.class);
  private static final String BAD_TOKEN =
      "The token you entered is incorrect. Please check and try again.";

  private final Vertx vertx;
  private final Tally tally = new Tally();
  private final BotGate gate = new BotGate();
  private final Replies replies = new Replies();
  private volatile Regime regime;

  ChatEngine(Vertx vertx, Behaviour behaviour) {
    this.vertx = vertx;
    this.regime = new Regime(behaviour);
  }

  Vertx vertx() {
    return vertx;
  }

  Tally tally() {
    return tally;
  }

  BotGate gate() {
    return gate;
  }

  Replies replies() {
    return replies;
  }

  Regime regime() {
    return regime;
  }

  /** Puts a behaviour in force; calls in flight keep theirs. Any thread. */
  void behave(Behaviour behaviour) {
    regime = new Regime(behaviour);
  }

  /** Forgets all counts and starts the sequence of choices by chance anew. Any thread. */
  void reset() {
    tally.reset();
    behave(regime.behaviour);
  }

  boolean authorised(HttpServerRequest http) {
    return regime.authorises(http.headers().get(HttpHeaders.AUTHORIZATION));
  }

  /**
   * Admits a chat call, or answers it.
   *
   * @param badParameter error code of a body that cannot be read
   * @param check finds what is wrong with a request that can be read; null = nothing
   * @return the call, or null when it has been answered
   */
  Call admit(
      HttpServerRequest http,
      byte[] body,
      long badParameter,
      Function<ChatRequest, Refusal> check) {
    Regime now = regime;
    tally.arrived(body, http.headers(), now.behaviour.recording().keepRequests());
    if (!authorised(http)) {
      return refuse(http, new Refusal(Outcome.UNAUTHORIZED, 4101, BAD_TOKEN));
    }
    ChatRequest request;
    try {
      request = ChatRequest.parse(body);
    } catch (JsonProcessingException e) {
      return refuse(http, Refusal.invalid(badParameter, e.getOriginalMessage()));
    } catch (IOException e) {
      return refuse(http, Refusal.invalid(badParameter, e.getMessage()));
    }
    Refusal refusal = check.apply(request);
    if (refusal != null) {
      return refuse(http, refusal);
    }
    tally.understood(request, now.behaviour.recording().countQueries());
    return enter(http, request, now);
  }

  private Call enter(HttpServerRequest http, ChatRequest request, Regime now) {
    Verdict verdict;
    try {
      verdict = now.judge(request.botId, request.query);
    } catch (IllegalArgumentException e) {
      return refuse(http, Refusal.invalid(4000, e.getMessage()));
    }
    if (verdict.fault() == Fault.RATE_LIMITED) {
      return limit(http, now, Outcome.RATE_LIMITED);
    }
    if (verdict.atOnce()) {
      return refuse(
          http, new Refusal(Outcome.REFUSED, verdict.code(), ErrorText.of(verdict.code())));
    }
    BotLimits limits = now.behaviour.limitsOf(request.botId);
    BotGate.Bot bot = gate.enter(request.botId, limits, System.nanoTime());
    if (bot == null) {
      return limit(http, now, Outcome.OVER_LIMIT);
    }
    return new Call(this, http, request, now, verdict, bot);
  }

  private Call limit(HttpServerRequest http, Regime now, Outcome outcome) {
    tally.ended(outcome, 0);
    replies.rateLimited(http.response(), now);
    return null;
  }

  private Call refuse(HttpServerRequest http, Refusal refusal) {
    tally.ended(refusal.outcome(), 0);
    replies.error(http.response(), 200, refusal.code(), refusal.message());
    return null;
  }

  /**
   * Runs a step; what it throws is logged and answered with HTTP 500, never left hanging.
   *
   * @return whether the step ended well
   */
  boolean guard(HttpServerRequest http, Runnable step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException e) {
      LOG.error("the double failed on {} {}", http.method(), http.path(), e);
      HttpServerResponse response = http.response();
      if (!response.headWritten() && !response.closed()) {
        replies.error(response, 500, 5000, "the double failed: " + e);
      }
      return false;
    }
  }
}

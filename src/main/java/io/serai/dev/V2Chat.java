package io.serai.dev;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * {@code POST /open_api/v2/chat}: the call blocks until the answer is ready. Shapes as in {@code
 * ChatV2NoneStreamResp} of coze-studio's interface definition; V2 is no longer in the public docs.
 */
final class V2Chat {

  private static final long BAD_PARAMETER = 702242001;
  private static final long FIRST_CONVERSATION = 7_400_000_000_000_000_000L;

  private final ChatEngine engine;
  private long conversations = FIRST_CONVERSATION;

  V2Chat(ChatEngine engine) {
    this.engine = engine;
  }

  void chat(HttpServerRequest http, byte[] body) {
    Call call = engine.admit(http, body, BAD_PARAMETER, V2Chat::check);
    if (call == null) {
      return;
    }
    if (call.verdict().fault() == Fault.HANG) {
      call.count(Outcome.HUNG);
      call.watchClient();
      return;
    }
    call.after(call.regime().latencyMs(), this::reply);
  }

  private static Refusal check(ChatRequest request) {
    if (request.botId.isEmpty() || request.user.isEmpty() || request.query.isEmpty()) {
      return Refusal.invalid(BAD_PARAMETER, "bot_id, user and query are required");
    }
    if (request.stream) {
      return Refusal.invalid(BAD_PARAMETER, "this double does not stream; send stream=false");
    }
    return null;
  }

  /** The call is counted before its reply is written: who has the reply finds it in the stats. */
  private void reply(Call call) {
    Verdict verdict = call.verdict();
    if (verdict.code() != 0) {
      call.end(Outcome.REFUSED);
      engine.replies().error(call.response(), 200, verdict.code(), ErrorText.of(verdict.code()));
      return;
    }
    byte[] body = body(call);
    if (verdict.fault() == null || verdict.fault() == Fault.EMPTY_ANSWER) {
      call.end(verdict.fault() == null ? Outcome.ANSWERED : Outcome.EMPTY);
      engine.replies().json(call.response(), 200, body);
    } else {
      engine.replies().faulty(call, verdict.fault(), body);
    }
  }

  private byte[] body(Call call) {
    List<ChatMessage> messages = ChatMessage.of(call, false);
    JsonText json = new JsonText(384).raw("{\"messages\":[");
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = messages.get(i);
      json.raw(
              i == 0
                  ? "{\"role\":\"assistant\",\"type\":\""
                  : ",{\"role\":\"assistant\",\"type\":\"")
          .raw(message.type())
          .raw("\",\"content\":")
          .quoted(message.content())
          .raw(",\"content_type\":\"text\"}");
    }
    String given = call.request().conversationId;
    return json.raw("],\"conversation_id\":")
        .quoted(given.isEmpty() ? Long.toString(++conversations) : given)
        .raw(",\"code\":0,\"msg\":\"success\"}")
        .bytes();
  }
}

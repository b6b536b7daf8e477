package io.serai.dev;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/**
 * The V3 chat API: create, poll, list messages, cancel. Shapes and codes as in Coze's published
 * OpenAPI description and its table of error codes; which of them come with HTTP 401 as seen live.
 */
final class V3Chat {

  private static final int BAD_PARAMETER = 4000;
  private static final int MOST_MESSAGES = 100;

  private final ChatEngine engine;
  private final V3Chats chats = new V3Chats();

  V3Chat(ChatEngine engine) {
    this.engine = engine;
  }

  /** {@code POST /v3/chat}. */
  void create(HttpServerRequest http, byte[] body) {
    chats.forgetUntil(System.nanoTime());
    String conversation = http.getParam("conversation_id", "");
    Call call = engine.admit(http, body, BAD_PARAMETER, request -> check(request, conversation));
    if (call == null) {
      return;
    }
    Fault fault = call.verdict().fault();
    boolean kept = fault == null || fault == Fault.HANG || fault == Fault.EMPTY_ANSWER;
    long latencyMs = call.regime().latencyMs();
    boolean action = call.regime().happens(call.regime().behaviour.v3().requiresAction());
    long keptMs = latencyMs + call.regime().behaviour.v3().forgetAfterMs();
    V3Chats.Chat chat = chats.create(call, conversation, System.nanoTime() + keptMs * 1_000_000);
    if (!kept) {
      byte[] sound = V3Json.reply(chat, engine.replies().nextLogId());
      chats.end(chat, "failed");
      engine.replies().faulty(call, fault, sound);
      return;
    }
    send(http, chat);
    if (fault == Fault.HANG) {
      call.count(Outcome.HUNG);
    } else {
      finishAfter(latencyMs, chat, action);
    }
  }

  private Refusal check(ChatRequest request, String conversation) {
    request.conversationId = conversation;
    if (request.botId.isEmpty() || request.user.isEmpty()) {
      return Refusal.invalid(BAD_PARAMETER, "bot_id and user_id are required");
    }
    if (request.stream) {
      return Refusal.invalid(BAD_PARAMETER, "this double does not stream; send stream=false");
    }
    if (!request.autoSaveHistory) {
      return Refusal.invalid(4007, "auto_save_history must be true when stream is false");
    }
    if (request.messages > MOST_MESSAGES) {
      return Refusal.invalid(4004, "additional_messages holds more than 100 messages");
    }
    if (request.query.isEmpty() && conversation.isEmpty()) {
      return Refusal.invalid(BAD_PARAMETER, "a new conversation needs additional_messages");
    }
    return chats.isBusy(conversation)
        ? new Refusal(Outcome.REFUSED, 4016, ErrorText.of(4016))
        : null;
  }

  private void finishAfter(long latencyMs, V3Chats.Chat chat, boolean action) {
    Runnable step = () -> finish(chat, action);
    HttpServerRequest http = chat.call.http();
    if (latencyMs == 0) {
      engine.guard(http, step);
    } else {
      engine.vertx().setTimer(latencyMs, id -> engine.guard(http, step));
    }
  }

  private void finish(V3Chats.Chat chat, boolean action) {
    if (!chat.isRunning()) {
      return;
    }
    Verdict verdict = chat.call.verdict();
    if (verdict.code() != 0) {
      chat.errorCode = verdict.code();
      end(chat, "failed", Outcome.REFUSED);
    } else if (action) {
      end(chat, "requires_action", Outcome.REQUIRES_ACTION);
    } else {
      chat.messages = ChatMessage.of(chat.call, true);
      end(chat, "completed", verdict.fault() == null ? Outcome.ANSWERED : Outcome.EMPTY);
    }
  }

  private void end(V3Chats.Chat chat, String status, Outcome outcome) {
    Call call = chat.call;
    chats.end(chat, status);
    call.end(outcome);
  }

  /** {@code GET} and {@code POST /v3/chat/retrieve}. */
  void retrieve(HttpServerRequest http) {
    V3Chats.Chat chat = polled(http, http.getParam("chat_id", ""), conversation(http));
    if (chat != null) {
      send(http, chat);
    }
  }

  /** {@code GET /v3/chat/message/list}. */
  void list(HttpServerRequest http) {
    V3Chats.Chat chat = polled(http, http.getParam("chat_id", ""), conversation(http));
    if (chat != null) {
      String logId = engine.replies().nextLogId();
      engine.replies().json(http.response(), 200, V3Json.messages(chat, logId), logId);
    }
  }

  /** {@code POST /v3/chat/cancel}. */
  void cancel(HttpServerRequest http, byte[] body) {
    ChatRequest request;
    try {
      request = ChatRequest.parse(body);
    } catch (IOException e) {
      engine.replies().error(http.response(), 200, BAD_PARAMETER, "the body is not a JSON object");
      return;
    }
    V3Chats.Chat chat = polled(http, request.chatId, request.conversationId);
    if (chat == null) {
      return;
    }
    if (!chat.isRunning()) {
      engine.replies().error(http.response(), 200, 4104, ErrorText.of(4104));
      return;
    }
    end(chat, "canceled", Outcome.ABANDONED);
    send(http, chat);
  }

  /** Returns the chat that a call asks for, or answers the call and returns null. */
  private V3Chats.Chat polled(HttpServerRequest http, String chatId, String conversationId) {
    engine.tally().polled();
    if (!engine.authorised(http)) {
      engine.replies().error(http.response(), 401, 700012006, ErrorText.of(700012006));
      return null;
    }
    if (engine.regime().pollFails()) {
      engine.replies().error(http.response(), 500, 5000, ErrorText.of(5000));
      return null;
    }
    long now = System.nanoTime();
    chats.forgetUntil(now);
    V3Chats.Chat chat = chats.find(chatId, now);
    if (chat != null && chat.conversationId.equals(conversationId)) {
      return chat;
    }
    int code = chat == null ? 4001 : 4002;
    engine.replies().error(http.response(), 200, code, ErrorText.of(code));
    return null;
  }

  private static String conversation(HttpServerRequest http) {
    return http.getParam("conversation_id", "");
  }

  private void send(HttpServerRequest http, V3Chats.Chat chat) {
    String logId = engine.replies().nextLogId();
    engine.replies().json(http.response(), 200, V3Json.reply(chat, logId), logId);
  }
}

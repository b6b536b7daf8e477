package io.serai.dev;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The V3 chats that are not yet forgotten. Used on the event loop only. */
final class V3Chats {

  private static final int MOST_CHATS = 100_000;
  private static final long FIRST_ID = 7_410_000_000_000_000_000L;

  private final Map<String, Chat> chats = new LinkedHashMap<>();
  private final Map<String, Chat> runningByConversation = new HashMap<>();
  private long ids = FIRST_ID;

  /** One chat. Times are seconds since 1970, but for {@code forgetAt}: monotonic nanoseconds. */
  static final class Chat {
    final String id;
    final String conversationId;
    final String botId;
    final int queryLength;
    final long createdAt = System.currentTimeMillis() / 1000;
    final long forgetAt;
    String status = "in_progress";
    long endedAt;
    int errorCode;

    /** Null once the chat has ended, so that a kept chat does not keep its request. */
    Call call;

    List<ChatMessage> messages = List.of();

    private Chat(String id, String conversationId, Call call, long forgetAt) {
      this.id = id;
      this.conversationId = conversationId;
      this.call = call;
      this.botId = call.request().botId;
      this.queryLength = call.request().query.length();
      this.forgetAt = forgetAt;
    }

    boolean isRunning() {
      return call != null;
    }
  }

  Chat create(Call call, String conversationId, long forgetAt) {
    String conversation = conversationId.isEmpty() ? nextId() : conversationId;
    Chat chat = new Chat(nextId(), conversation, call, forgetAt);
    if (chats.size() >= MOST_CHATS) {
      Iterator<Chat> oldest = chats.values().iterator();
      forget(oldest.next());
      oldest.remove();
    }
    chats.put(chat.id, chat);
    runningByConversation.put(conversation, chat);
    return chat;
  }

  /** Returns the chat, or null when there is none or it has been forgotten. */
  Chat find(String id, long now) {
    Chat chat = chats.get(id);
    return chat == null || chat.forgetAt - now <= 0 ? null : chat;
  }

  boolean isBusy(String conversationId) {
    return runningByConversation.containsKey(conversationId);
  }

  /** Gives the chat its last status; the caller ends its call. */
  void end(Chat chat, String status) {
    chat.status = status;
    chat.endedAt = System.currentTimeMillis() / 1000;
    chat.call = null;
    runningByConversation.remove(chat.conversationId, chat);
  }

  /** Forgets the oldest chats whose time has come. */
  void forgetUntil(long now) {
    Iterator<Chat> oldest = chats.values().iterator();
    while (oldest.hasNext()) {
      Chat chat = oldest.next();
      if (chat.forgetAt - now > 0) {
        return;
      }
      forget(chat);
      oldest.remove();
    }
  }

  private void forget(Chat chat) {
    runningByConversation.remove(chat.conversationId, chat);
    if (chat.isRunning()) {
      chat.call.end(Outcome.ABANDONED);
      chat.call = null;
    }
  }

  String nextId() {
    return Long.toString(++ids);
  }
}

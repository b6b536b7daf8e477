package io.serai.dev;

import java.util.List;

/** JSON of V3 chats and their messages. */
final class V3Json {

  private V3Json() {}

  /** The reply to create, retrieve and cancel. */
  static byte[] reply(V3Chats.Chat chat, String logId) {
    JsonText json = new JsonText(512).raw("{\"data\":{\"id\":").quoted(chat.id);
    json.raw(",\"conversation_id\":").quoted(chat.conversationId);
    json.raw(",\"bot_id\":").quoted(chat.botId);
    json.raw(",\"created_at\":").number(chat.createdAt);
    json.raw(",\"last_error\":{\"code\":").number(chat.errorCode).raw(",\"msg\":");
    json.quoted(chat.errorCode == 0 ? "" : ErrorText.of(chat.errorCode)).raw("}");
    ending(json, chat);
    json.raw(",\"status\":").quoted(chat.status).raw("}");
    return end(json, logId);
  }

  private static void ending(JsonText json, V3Chats.Chat chat) {
    switch (chat.status) {
      case "completed" -> {
        int input = chat.queryLength;
        int output = chat.messages.stream().mapToInt(m -> m.content().length()).sum();
        json.raw(",\"completed_at\":").number(chat.endedAt);
        json.raw(",\"usage\":{\"token_count\":").number(input + output);
        json.raw(",\"output_count\":").number(output);
        json.raw(",\"input_count\":").number(input).raw("}");
      }
      case "failed" -> json.raw(",\"failed_at\":").number(chat.endedAt);
      case "requires_action" ->
          json.raw(",\"required_action\":{\"type\":\"submit_tool_outputs\",")
              .raw("\"submit_tool_outputs\":{\"tool_calls\":[{\"id\":\"call_1\",")
              .raw("\"type\":\"function\",\"function\":{\"name\":\"occupation-search\",")
              .raw("\"arguments\":\"{}\"}}]}}");
      default -> {
        return;
      }
    }
  }

  /** The reply to a message list: empty until the chat has completed. */
  static byte[] messages(V3Chats.Chat chat, String logId) {
    JsonText json = new JsonText(512).raw("{\"data\":[");
    List<ChatMessage> messages = chat.messages;
    for (int i = 0; i < messages.size(); i++) {
      json.raw(i == 0 ? "{\"id\":\"" : ",{\"id\":\"").raw(chat.id).raw("0").number(i);
      json.raw("\",\"conversation_id\":").quoted(chat.conversationId);
      json.raw(",\"bot_id\":").quoted(chat.botId);
      json.raw(",\"chat_id\":").quoted(chat.id);
      json.raw(",\"role\":\"assistant\",\"type\":").quoted(messages.get(i).type());
      json.raw(",\"content\":").quoted(messages.get(i).content());
      json.raw(",\"content_type\":\"text\",\"created_at\":").number(chat.endedAt);
      json.raw(",\"updated_at\":").number(chat.endedAt).raw("}");
    }
    return end(json.raw("]"), logId);
  }

  private static byte[] end(JsonText json, String logId) {
    return json.raw(",\"code\":0,\"msg\":\"\",\"detail\":{\"logid\":\"")
        .raw(logId)
        .raw("\"}}")
        .bytes();
  }
}

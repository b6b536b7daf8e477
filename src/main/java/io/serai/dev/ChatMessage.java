package io.serai.dev;

import java.util.ArrayList;
import java.util.List;

/** One message of a reply. */
record ChatMessage(String type, String content) {

  private static final ChatMessage RECALL =
      new ChatMessage(
          "verbose", "{\"msg_type\":\"knowledge_recall\",\"data\":\"{\\\"chunks\\\":[]}\"}");
  private static final ChatMessage CALL =
      new ChatMessage(
          "function_call", "{\"name\":\"occupation-search\",\"arguments\":{\"limit\":3}}");
  private static final ChatMessage RESULT = new ChatMessage("tool_response", "{\"items\":[]}");
  private static final ChatMessage FINISH =
      new ChatMessage("verbose", "{\"msg_type\":\"generate_answer_finish\",\"data\":\"\"}");
  private static final ChatMessage FOLLOW_UP = new ChatMessage("follow_up", "这个岗位需要哪些技能？");
  private static final ChatMessage EMPTY = new ChatMessage("answer", "");

  /** The messages of a reply to the call, whose fault is none or {@link Fault#EMPTY_ANSWER}. */
  static List<ChatMessage> of(Call call, boolean finishMark) {
    Regime regime = call.regime();
    boolean extras = regime.nextHasExtras();
    List<ChatMessage> messages = new ArrayList<>(extras ? 6 : 1);
    if (extras) {
      messages.add(RECALL);
      messages.add(CALL);
      messages.add(RESULT);
    }
    if (call.verdict().fault() != Fault.EMPTY_ANSWER) {
      addAnswers(messages, call);
    } else if (regime.nextEmptyHasMessage()) {
      messages.add(EMPTY);
    }
    if (extras) {
      if (finishMark) {
        messages.add(FINISH);
      }
      messages.add(FOLLOW_UP);
    }
    return messages;
  }

  private static void addAnswers(List<ChatMessage> messages, Call call) {
    Answers answers = call.regime().behaviour.answers();
    String text = AnswerText.of(answers, call.request().botId, call.request().query);
    messages.add(new ChatMessage("answer", text));
    for (int i = 2; i <= answers.count(); i++) {
      messages.add(new ChatMessage("answer", "（" + i + "）" + text));
    }
  }
}

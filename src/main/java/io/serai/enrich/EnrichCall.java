package io.serai.enrich;

/** A question that a bot is being asked. */
public record EnrichCall(Question question, BotCall call) implements ChatPrompt {

  @Override
  public String bot() {
    return call.botId();
  }

  @Override
  public String text() {
    return question.text();
  }
}

package io.serai.dev;

import java.util.function.BinaryOperator;

/**
 * What a normal reply holds.
 *
 * @param text makes the answer from bot id and query; must be quick, it runs on the event loop
 * @param count {@code answer} messages in a reply, at least 1; later ones get a number in front
 * @param extrasEvery every so many-th reply also carries {@code verbose}, {@code function_call} and
 *     {@code tool_response} messages before and {@code follow_up} after the answer; 0 = never
 */
public record Answers(BinaryOperator<String> text, int count, int extrasEvery) {

  /** One short job description made from the query; every third reply with other messages. */
  public static final Answers DEFAULT = new Answers(AnswerText::describe, 1, 3);

  public Answers {
    if (text == null || count < 1 || count > 100 || extrasEvery < 0) {
      throw new IllegalArgumentException(
          "answers count=%s extrasEvery=%s are not possible; use 1..100 and at least 0"
              .formatted(count, extrasEvery));
    }
  }
}

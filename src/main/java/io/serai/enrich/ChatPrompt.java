package io.serai.enrich;

/** What the Coze kamelets are given as body: whom to ask, and what. */
public interface ChatPrompt {

  /** Id of the Coze bot. */
  String bot();

  /** The text to ask. */
  String text();
}

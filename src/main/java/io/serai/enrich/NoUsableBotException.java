package io.serai.enrich;

import java.util.List;

/** Every bot refuses for a reason that waiting does not mend; the run must stop. */
public final class NoUsableBotException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoUsableBotException(List<String> reasons) {
    super(
        "No bot can be used, so the run stops and no row loses an attempt:"
            + reasons.stream().map(reason -> "\n  - " + reason).reduce("", String::concat)
            + "\nCheck COZE_AUTHORIZATION, COZE_BOT_IDS and COZE_API_URL, and that the bots are published to the API.");
  }
}

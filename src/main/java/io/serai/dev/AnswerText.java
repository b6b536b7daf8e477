package io.serai.dev;

/** The text of answers: a short job description, or the oddity that the query asked for. */
final class AnswerText {

  private static final int MEGABYTE = 1 << 20;
  private static final int QUERY_CODE_POINTS = 60;

  private AnswerText() {}

  /** The answer to a query: that of its answer marker, else that of {@link Answers#text()}. */
  static String of(Answers answers, String botId, String query) {
    QueryHook hook = QueryHook.in(query);
    if (hook == null || !hook.name().equals("answer")) {
      return answers.text().apply(botId, query);
    }
    return switch (hook.value()) {
      case "nul" -> "前\0后";
      case "surrogate" -> "前\uD83D后";
      case "emoji" -> "岗位👩‍💻🚀𠮷";
      case "blank" -> " \n ";
      case "megabyte" -> "岗位描述".repeat(MEGABYTE / 12 + 1);
      default -> hook.value();
    };
  }

  /** The default answer: the same bot and query always give the same text. */
  static String describe(String botId, String query) {
    int end = query.length();
    if (end > QUERY_CODE_POINTS
        && query.codePointCount(0, Math.min(end, 2 * QUERY_CODE_POINTS)) > QUERY_CODE_POINTS) {
      end = query.offsetByCodePoints(0, QUERY_CODE_POINTS);
    }
    return "岗位描述：" + query.substring(0, end) + "。主要职责：按要求完成本岗位工作，与团队协作，持续改进。";
  }
}

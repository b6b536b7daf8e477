package io.serai.files.parse;

import java.util.Set;

/** What stands for a missing value in CSV: the words that pandas' read_csv takes for one. */
final class Missing {

  private static final Set<String> WORDS =
      Set.of(
          "",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");
  private static final int LONGEST = 9;

  private Missing() {}

  static boolean is(char[] text, int offset, int length) {
    if (length == 0) {
      return true;
    }
    if (length > LONGEST || "#-1<Nn".indexOf(text[offset]) < 0) {
      return false;
    }
    return WORDS.contains(new String(text, offset, length));
  }
}

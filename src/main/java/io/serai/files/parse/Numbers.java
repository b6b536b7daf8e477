package io.serai.files.parse;

/** Reads numbers as pandas does, from characters that stay where they are. */
final class Numbers {

  private static final long EXACT = 1L << 53;
  private static final int MOST_DIGITS = 18;
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Numbers() {}

  /** The number, or NaN when the characters are none. Blanks around it do not matter. */
  static double parse(char[] text, int offset, int length) {
    int end = offset + length;
    int start = offset;
    while (start < end && text[start] == ' ') {
      start++;
    }
    while (end > start && text[end - 1] == ' ') {
      end--;
    }
    int i = start;
    if (i < end && (text[i] == '-' || text[i] == '+')) {
      i++;
    }
    if (i == end) {
      return Double.NaN;
    }
    boolean negative = text[start] == '-';
    if (text[i] == 'i' || text[i] == 'I') {
      return infinity(new String(text, i, Math.min(9, end - i)), negative);
    }
    return decimal(text, start, i, end, negative);
  }

  private static double infinity(String word, boolean negative) {
    if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.NaN;
  }

  private static double decimal(char[] text, int start, int first, int end, boolean negative) {
    long mantissa = 0;
    int digits = 0;
    int fraction = 0;
    boolean point = false;
    int i = first;
    for (; i < end; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        mantissa = digits <= MOST_DIGITS ? mantissa * 10 + digit : mantissa;
        fraction += point ? 1 : 0;
      } else if (text[i] == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0 || i < end && !isExponent(text, i, end)) {
      return Double.NaN;
    }
    if (i == end && digits <= MOST_DIGITS && mantissa < EXACT && fraction < POWERS.length) {
      double value = mantissa / POWERS[fraction];
      return negative ? -value : value;
    }
    return Double.parseDouble(new String(text, start, end - start));
  }

  private static boolean isExponent(char[] text, int at, int end) {
    if (text[at] != 'e' && text[at] != 'E') {
      return false;
    }
    int i = at + 1;
    if (i < end && (text[i] == '-' || text[i] == '+')) {
      i++;
    }
    if (i == end) {
      return false;
    }
    for (; i < end; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return false;
      }
    }
    return true;
  }
}

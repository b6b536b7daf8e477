package io.serai.files.parse;

/** How much the columns of one file may keep together. For one thread. */
final class Budget {

  private long left;

  Budget(long amount) {
    left = amount;
  }

  /** Whether there was enough; only then it is taken. */
  boolean take(long amount) {
    if (amount > left) {
      return false;
    }
    left -= amount;
    return true;
  }

  long left() {
    return left;
  }

  void giveBack(long amount) {
    left += amount;
  }
}

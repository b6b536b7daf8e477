package io.serai.files.parse;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts how often each text comes, without an object for one that came before. Says so when there
 * are too many to be kept. For one thread.
 */
final class DistinctValues {

  /** Different values of a column that are counted at the most. */
  static final int MOST = 10_000;

  private static final int OVERHEAD = 48;
  private static final int SEED = ThreadLocalRandom.current().nextInt();

  private final Budget budget;
  private long taken;
  private int size;
  private String[] texts = new String[8];
  private int[] hashes = new int[8];
  private long[] counts = new long[8];
  private int[] slots = new int[32];

  DistinctValues(Budget budget) {
    this.budget = budget;
  }

  /** Whether it could be counted; afterwards {@link #drop} when not. */
  boolean add(char[] text, int offset, int length) {
    int hash = hash(text, offset, length);
    int slot = hash & slots.length - 1;
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash && same(texts[entry], text, offset, length)) {
        counts[entry]++;
        return true;
      }
      slot = slot + 1 & slots.length - 1;
    }
    if (size == MOST || !budget.take(length + OVERHEAD)) {
      return false;
    }
    taken += length + OVERHEAD;
    append(new String(text, offset, length), hash, slot);
    return true;
  }

  /** Gives back what it kept; it is of no use any more. */
  void drop() {
    budget.giveBack(taken);
  }

  /** How many different values there are. */
  int size() {
    return size;
  }

  /** Which value comes most often; the one that came first of those. */
  int top() {
    int top = 0;
    for (int entry = 1; entry < size; entry++) {
      top = counts[entry] > counts[top] ? entry : top;
    }
    return top;
  }

  String text(int entry) {
    return texts[entry];
  }

  long count(int entry) {
    return counts[entry];
  }

  private void append(String text, int hash, int slot) {
    if (size == texts.length) {
      texts = Arrays.copyOf(texts, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    texts[size] = text;
    hashes[size] = hash;
    counts[size] = 1;
    slots[slot] = ++size;
    if (size * 2 > slots.length) {
      spread();
    }
  }

  private void spread() {
    slots = new int[slots.length * 4];
    for (int entry = 0; entry < size; entry++) {
      int slot = hashes[entry] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = entry + 1;
    }
  }

  /** Seeded, so that nobody can write a file of values that all collide. */
  private static int hash(char[] text, int offset, int length) {
    int hash = SEED;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ text[i]) * 0x01000193;
      hash ^= hash >>> 15;
    }
    return hash ^ hash >>> 7;
  }

  private static boolean same(String known, char[] text, int offset, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != text[offset + i]) {
        return false;
      }
    }
    return true;
  }
}

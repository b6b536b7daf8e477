package io.serai.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Another process for the tests: publishes sets of the same keys with ever new values. */
final class PublishForever {

  static final int KEYS = 500;
  static final String JOB = "forever";

  private PublishForever() {}

  public static void main(String[] args) {
    try (CacheStore store = CacheFixture.open(args[0])) {
      Turn turn =
          store
              .claim(JOB, "child", Duration.ofMinutes(1), Duration.ofMillis(500), true)
              .turn()
              .orElseThrow();
      System.out.println("publishing");
      for (long round = 1; ; round++) {
        store.publish(turn, Publication.batch(entries(round), List.of(), "r" + round, Guard.NONE));
      }
    }
  }

  private static List<Entry> entries(long round) {
    byte[] value = (round + "x".repeat(1000)).getBytes(StandardCharsets.UTF_8);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      entries.add(new Entry("set:" + i, value, Duration.ofMinutes(5), 1));
    }
    return entries;
  }
}

package io.serai.enrich;

import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.ledger.Claim;
import java.util.ArrayList;
import java.util.List;

/**
 * A text to ask once, for all rows that hold it at this time (single flight). Rows may join until
 * it is closed. Thread-safe.
 */
public final class Question {

  /** So that one very frequent text does not grow without bound. */
  private static final int MOST_CLAIMS = 1_000;

  private final String text;
  private final EarlierAnswer earlier;
  private final List<Claim> claims = new ArrayList<>(1);
  private boolean closed;

  Question(String text, EarlierAnswer earlier, Claim first) {
    this.text = text;
    this.earlier = earlier;
    claims.add(first);
  }

  /** What to ask. */
  public String text() {
    return text;
  }

  /** Whether an earlier row was answered already. */
  public boolean isAnswered() {
    return earlier != null;
  }

  EarlierAnswer earlier() {
    return earlier;
  }

  /** One more row with the same text, unless the question was settled or is full. */
  synchronized boolean join(Claim claim) {
    if (closed || claims.size() >= MOST_CLAIMS) {
      return false;
    }
    return claims.add(claim);
  }

  /** No row joins from now on. */
  synchronized List<Claim> close() {
    closed = true;
    return List.copyOf(claims);
  }

  synchronized List<Claim> claims() {
    return List.copyOf(claims);
  }

  int bytes() {
    return 2 * text.length();
  }
}

package io.serai.enrich;

import io.serai.ledger.Claim;
import io.serai.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes a batch: the rows, and the ledger's word that they are done. Called inside a transaction,
 * and {@link #settled} after it. Thread-safe.
 */
public final class EnrichWriter {

  private final EnrichTable table;
  private final Ledger ledger;
  private final EnrichRuns runs;
  private final EnrichProgress progress;

  EnrichWriter(EnrichTable table, Ledger ledger, EnrichRuns runs, EnrichProgress progress) {
    this.table = table;
    this.ledger = ledger;
    this.runs = runs;
    this.progress = progress;
  }

  /**
   * Writes the rows whose lease is still held; a row whose lease was lost is left to its new owner.
   *
   * @return the batch, with how many of its rows were written
   */
  public Written write(List<Answer> answers) {
    List<Claim> claims = new ArrayList<>(answers.size());
    List<Answer> answerOf = new ArrayList<>(answers.size());
    for (Answer answer : answers) {
      for (Claim claim : runs.close(answer.question())) {
        claims.add(claim);
        answerOf.add(answer);
      }
    }
    Set<String> held = ledger.complete("enrich", claims);
    List<String> ids = new ArrayList<>(claims.size());
    List<String> texts = new ArrayList<>(claims.size());
    List<String> botIds = new ArrayList<>(claims.size());
    for (int i = 0; i < claims.size(); i++) {
      if (held.contains(claims.get(i).key())) {
        ids.add(table.id(claims.get(i)));
        texts.add(answerOf.get(i).text());
        botIds.add(answerOf.get(i).bot());
      }
    }
    table.write(array(ids), array(texts), array(botIds));
    return new Written(answers, held.size(), claims.size() - held.size());
  }

  private static String[] array(List<String> values) {
    return values.toArray(String[]::new);
  }

  /**
   * A batch that was written.
   *
   * @param lost rows whose lease had ended
   */
  public record Written(List<Answer> answers, int rows, int lost) {}

  /** A batch of one. */
  public List<Answer> alone(Answer answer) {
    return List.of(answer);
  }

  /** The transaction is through. */
  public void settled(Written written) {
    progress.enriched(written.rows());
    progress.lost(written.lost());
    written.answers().forEach(answer -> runs.settled(answer.question()));
  }
}

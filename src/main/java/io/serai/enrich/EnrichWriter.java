package io.serai.enrich;

import io.serai.ledger.Claim;
import io.serai.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes a batch: the rows, and the ledger's word that they are done, in one transaction. The
 * transaction is not a route's, because Camel's transacted error handler marks a failed exchange as
 * dealt with, and no retry follows. Thread-safe.
 */
public final class EnrichWriter {

  private final EnrichTable table;
  private final Ledger ledger;
  private final EnrichRuns runs;
  private final EnrichProgress progress;
  private final TransactionTemplate transaction;

  EnrichWriter(
      EnrichTable table,
      Ledger ledger,
      EnrichRuns runs,
      EnrichProgress progress,
      TransactionTemplate transaction) {
    this.table = table;
    this.ledger = ledger;
    this.runs = runs;
    this.progress = progress;
    this.transaction = transaction;
  }

  /**
   * Writes the rows whose lease is still held; a row whose lease was lost is left to its new owner.
   *
   * @return the batch, with how many of its rows were written
   */
  public Written write(List<Answer> answers) {
    return transaction.execute(status -> writeTogether(answers));
  }

  private Written writeTogether(List<Answer> answers) {
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

package io.serai.enrich;

import io.serai.config.Setting;
import io.serai.enrich.EnrichTable.ClaimedRow;
import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Claims the rows of one run in the database, pass by pass through the table. Rows that are not to
 * be asked are settled here. Not thread-safe: one thread at a time fetches.
 */
final class RowFetcher {

  /** What a fetch has found. */
  enum Found {
    /** More rows may be there at once. */
    MORE,
    /** Rows that had become due, and nothing behind them. */
    LAST,
    /** No row at all. */
    NOTHING
  }

  private static final int LONGEST_TEXT = 15_000_000;

  private final EnrichTable table;
  private final Ledger ledger;
  private final EnrichSettings settings;
  private final long limit;
  private final EnrichProgress progress;
  private final BiConsumer<ClaimedRow, EarlierAnswer> questions;
  private String cursor;
  private long claimedRows;

  /**
   * @param limit rows of the run at the most
   * @param questions takes rows to ask, with the answer that the same text got before, or null
   */
  RowFetcher(
      EnrichTable table,
      Ledger ledger,
      EnrichSettings settings,
      long limit,
      EnrichProgress progress,
      BiConsumer<ClaimedRow, EarlierAnswer> questions) {
    this.table = table;
    this.ledger = ledger;
    this.settings = settings;
    this.limit = limit;
    this.progress = progress;
    this.questions = questions;
  }

  /**
   * Claims once.
   *
   * @param size rows at the most
   * @param bytes of text at the most; one row always fits
   */
  Found fetch(int size, long bytes) {
    int most = (int) Math.min(size, limit - claimedRows);
    List<ClaimedRow> rows =
        most <= 0 ? List.of() : withinLimit(table.claim(ledger, cursor, most, bytes));
    take(rows, earlierAnswers(rows));
    boolean passEnded = rows.stream().noneMatch(ClaimedRow::fresh);
    if (!passEnded) {
      return Found.MORE;
    }
    if (cursor != null) {
      cursor = null;
      return Found.MORE;
    }
    return rows.isEmpty() ? Found.NOTHING : Found.LAST;
  }

  /**
   * Whether nothing can become due any more.
   *
   * @param idle for how long nothing was found
   */
  boolean isExhausted(Duration idle) {
    return claimedRows >= limit || !ledger.waiting("enrich", table.key(""), idle);
  }

  /** A claim takes rows of two kinds, either up to the limit. */
  private List<ClaimedRow> withinLimit(List<ClaimedRow> rows) {
    int most = (int) Math.min(rows.size(), limit - claimedRows);
    if (most < rows.size()) {
      List<ClaimedRow> beyond = rows.subList(most, rows.size());
      ledger.release("enrich", beyond.stream().map(ClaimedRow::claim).toList());
    }
    return rows.subList(0, most);
  }

  private Map<String, EarlierAnswer> earlierAnswers(List<ClaimedRow> rows) {
    if (!settings.reuseAnswers()) {
      return Map.of();
    }
    List<String> texts = rows.stream().map(ClaimedRow::text).filter(t -> t != null).toList();
    return texts.isEmpty() ? Map.of() : table.earlier(texts);
  }

  private void take(List<ClaimedRow> rows, Map<String, EarlierAnswer> earlier) {
    List<Claim> unwanted = new ArrayList<>();
    progress.claimed(rows.size());
    claimedRows += rows.size();
    for (ClaimedRow row : rows) {
      cursor = row.fresh() ? row.id() : cursor;
      if (!row.wanted()) {
        unwanted.add(row.claim());
      } else if (row.text() == null || row.text().isBlank() || row.text().length() > LONGEST_TEXT) {
        refuse(row);
      } else {
        ledger.keep(List.of(row.claim()));
        questions.accept(row, earlier.get(row.text()));
      }
    }
    if (!unwanted.isEmpty()) {
      ledger.complete("enrich", unwanted);
      progress.superseded(unwanted.size());
    }
  }

  private void refuse(ClaimedRow row) {
    String column = settings.column(Setting.ENRICH_INPUT_COLUMN);
    String why = row.text() == null ? "NULL" : row.text().isBlank() ? "empty" : "longer than 15 MB";
    ledger.fail(
        "enrich",
        List.of(row.claim()),
        Failure.of(
            ErrorClass.INVALID,
            "BAD_TEXT",
            "%s of row %s is %s: nothing to ask".formatted(column, row.id(), why)));
    progress.dead(1);
  }
}

package io.serai.cli;

import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichStats;
import io.serai.enrich.RunOptions;
import io.serai.enrich.RunSummary;
import java.io.PrintWriter;

/** The enrich line's part of the demo: sample rows, answered once. */
final class EnrichDemo {

  private static final int NO_ANSWER_POSSIBLE = 2;

  private EnrichDemo() {}

  /** Runs it and says how it went. */
  @SuppressWarnings("try")
  static boolean run(Application application, PrintWriter out) {
    RunSummary summary;
    long waiting = application.enrich().table().counts().unanswered();
    try (ProgressDisplay display = new ProgressDisplay(application.enrich(), waiting, System.err)) {
      summary =
          application
              .camel()
              .createProducerTemplate()
              .requestBody("direct:enrich-run", RunOptions.once(), RunSummary.class);
    }
    EnrichStats.Snapshot stats = application.enrich().stats().read();
    out.printf(
        "enrich    %d rows answered in %.1f s with %d calls (%d retried, %d rate limited); %d dead, %d pending%n",
        summary.counts().enriched(),
        summary.took().toMillis() / 1000.0,
        summary.counts().calls(),
        summary.counts().retried(),
        summary.counts().throttled(),
        stats.failed(),
        stats.pending());
    application.ledgerDesk().causes().stream()
        .filter(cause -> EnrichLine.NAME.equals(cause.line()))
        .forEach(
            cause ->
                out.printf(
                    "          dead: %s, %s: %s%n", cause.example(), cause.code(), cause.error()));
    application
        .jdbc()
        .query(
            "SELECT id, processed_info, job_description_detail, bot_id FROM zhilian_job"
                + " WHERE job_description_detail IS NOT NULL ORDER BY id LIMIT 2",
            row -> {
              out.printf(
                  "          row %s by %s: %s → %s%n",
                  row.getString(1), row.getString(4), row.getString(2), row.getString(3));
            });
    out.flush();
    return stats.pending() == 0 && stats.failed() <= NO_ANSWER_POSSIBLE;
  }
}

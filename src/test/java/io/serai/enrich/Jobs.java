package io.serai.enrich;

import io.serai.config.SqlFiles;
import io.serai.enrich.EnrichTable.ClaimedRow;
import io.serai.ledger.Claim;
import io.serai.ledger.Ledger;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Makes tables to enrich, and claims from them as a run does. */
final class Jobs {

  static final long ANY_BYTES = Long.MAX_VALUE / 4;

  private final TestDatabase database;
  private final Ledger ledger;

  Jobs(TestDatabase database) {
    this.database = database;
    this.ledger = database.ledger("me", Duration.ofSeconds(30));
  }

  Ledger ledger() {
    return ledger;
  }

  JdbcTemplate jdbc() {
    return database.jdbc();
  }

  /** The table of the guide, empty, with nothing in the ledger. */
  void create() {
    create("bigint", "varchar(10)", "timestamp", "varchar(64)");
  }

  void create(String idType, String filterType, String timeType, String botType) {
    jdbc()
        .execute(
            """
            DELETE FROM serai.work_item;
            DROP TABLE IF EXISTS zhilian_job;
            CREATE TABLE zhilian_job (id %s PRIMARY KEY, train_type %s, processed_info text,
              job_description_detail text, process_type %s, bot_id %s)
            """
                .formatted(idType, filterType, timeType, botType));
  }

  void insert(Object... ids) {
    for (Object id : ids) {
      jdbc()
          .update(
              "INSERT INTO zhilian_job (id, train_type, processed_info) VALUES (?, '3', ?)",
              id,
              "text " + id);
    }
  }

  EnrichTable table(String... settings) {
    Map<String, String> more = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      more.put(settings[i], settings[i + 1]);
    }
    return new EnrichTable(
        new NamedParameterJdbcTemplate(database.dataSource()),
        new SqlFiles(Optional.empty()),
        EnrichSettings.of(database.settings(more)));
  }

  List<ClaimedRow> claim(EnrichTable table) {
    return table.claim(ledger, null, 100, ANY_BYTES);
  }

  List<String> claimIds(EnrichTable table) {
    return claim(table).stream().map(ClaimedRow::id).toList();
  }

  static List<Claim> claims(List<ClaimedRow> rows) {
    return rows.stream().map(ClaimedRow::claim).toList();
  }

  /** Answers rows as a batch does. */
  void answer(EnrichTable table, List<ClaimedRow> rows, String answer, String bot) {
    ledger.complete("enrich", claims(rows));
    String[] ids = rows.stream().map(ClaimedRow::id).toArray(String[]::new);
    String[] answers = rows.stream().map(row -> answer).toArray(String[]::new);
    String[] bots = rows.stream().map(row -> bot).toArray(String[]::new);
    table.write(ids, answers, bots);
  }
}

package io.serai.enrich;

import io.serai.dev.CozeDouble;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** A table to enrich, with triggers that note every write to it and every lease that is lost. */
final class EnrichFixture {

  private final JdbcTemplate jdbc;

  EnrichFixture(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void createTable() {
    jdbc.execute(
        """
        CREATE TABLE zhilian_job (
          id                     bigint PRIMARY KEY,
          train_type             varchar(10) NOT NULL,
          processed_info         text,
          job_description_detail text,
          process_type           timestamptz,
          bot_id                 varchar(64)
        );
        CREATE TABLE written (id bigint);
        CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO written VALUES (NEW.id); RETURN NULL; END';
        CREATE TRIGGER note_write AFTER UPDATE ON zhilian_job
          FOR EACH ROW EXECUTE FUNCTION note_write();
        CREATE TABLE lost (owner text);
        CREATE FUNCTION note_loss() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO lost VALUES (OLD.owner); RETURN NULL; END';
        CREATE TRIGGER note_loss AFTER UPDATE ON serai.work_item FOR EACH ROW
          WHEN (NEW.lease_losses > OLD.lease_losses) EXECUTE FUNCTION note_loss();
        """);
  }

  void insert(int from, int to) {
    jdbc.update(
        """
        INSERT INTO zhilian_job (id, train_type, processed_info)
        SELECT i, '3', 'text of row ' || i FROM generate_series(?, ? - 1) AS i
        """,
        from,
        to);
  }

  Map<String, String> environment(Map<String, String> database, CozeDouble coze, int workers) {
    Map<String, String> all = new HashMap<>(database);
    all.put("COZE_AUTHORIZATION", "test");
    all.put("COZE_API_URL", coze.v2Url());
    all.put("COZE_BOT_IDS", "bot-1,bot-2");
    all.put("SERAI_LEASE", "2");
    all.put("ENRICH_MAX_WORKERS", String.valueOf(workers));
    all.put("ENRICH_GIVE_UP_AFTER", "20");
    return all;
  }

  long enriched() {
    return count(
        """
        zhilian_job WHERE job_description_detail IS NOT NULL
          AND process_type IS NOT NULL AND bot_id IN ('bot-1', 'bot-2')
        """);
  }

  long writes() {
    return count("written");
  }

  long mostWritesOfARow() {
    return jdbc.queryForObject(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM written GROUP BY id) w", Long.class);
  }

  List<String> textsClaimedBy(long pid) {
    return jdbc.queryForList(
        """
        SELECT s.processed_info FROM serai.work_item w
        JOIN zhilian_job s ON w.key = 'zhilian_job/' || s.id
        WHERE w.state = 'CLAIMED' AND split_part(w.owner, ':', 2) = ?
        """,
        String.class,
        String.valueOf(pid));
  }

  /** Leases that others than these processes lost: nobody killed them, they were only too slow. */
  long leasesLostBut(Collection<Long> killed) {
    String pids = killed.stream().map(String::valueOf).collect(Collectors.joining(","));
    return count("lost WHERE split_part(owner, ':', 2)::bigint NOT IN (" + pids + ")");
  }

  long count(String from) {
    return jdbc.queryForObject("SELECT count(*) FROM " + from, Long.class);
  }
}

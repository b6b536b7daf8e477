package io.serai.cli;

import io.serai.testing.TestDatabase;
import org.springframework.jdbc.core.JdbcTemplate;

/** The guide's table, with a trigger that notes every write to it. */
final class JobTable {

  private final JdbcTemplate jdbc;

  JobTable(TestDatabase database) {
    this.jdbc = database.jdbc();
  }

  JdbcTemplate jdbc() {
    return jdbc;
  }

  /** An empty table, and nothing in the ledger. */
  void create() {
    create("text");
  }

  void create(String answerType) {
    jdbc.execute(
        """
        DELETE FROM serai.work_item;
        DROP TABLE IF EXISTS zhilian_job, written;
        CREATE TABLE zhilian_job (
          id bigint PRIMARY KEY, train_type varchar(10) DEFAULT '3', processed_info text,
          job_description_detail %s, process_type timestamp, bot_id varchar(64));
        CREATE TABLE written (id bigint, transaction bigint);
        CREATE OR REPLACE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO written VALUES (NEW.id, txid_current()); RETURN NULL; END';
        CREATE TRIGGER note_write AFTER UPDATE ON zhilian_job
          FOR EACH ROW EXECUTE FUNCTION note_write();
        """
            .formatted(answerType));
  }

  /** Rows 1 to {@code rows} with texts "job 1" and so on. */
  void fill(int rows) {
    create();
    jdbc.update(
        "INSERT INTO zhilian_job (id, processed_info)"
            + " SELECT n, 'job ' || n FROM generate_series(1, ?) n",
        rows);
  }

  void insert(long id, String text) {
    jdbc.update("INSERT INTO zhilian_job (id, processed_info) VALUES (?, ?)", id, text);
  }

  String answer(long id) {
    return jdbc.queryForObject(
        "SELECT job_description_detail FROM zhilian_job WHERE id = ?", String.class, id);
  }

  /** Rows of which all columns are written. */
  long enriched() {
    return count(
        "zhilian_job WHERE job_description_detail IS NOT NULL AND bot_id LIKE 'bot-%'"
            + " AND process_type BETWEEN now() - interval '1 hour' AND now()");
  }

  long writes() {
    return count("written");
  }

  long writtenTwice() {
    return count("(SELECT id FROM written GROUP BY id HAVING count(*) > 1) twice");
  }

  long batches() {
    return count("(SELECT DISTINCT transaction FROM written) batches");
  }

  /** Items of the ledger for which {@code condition} holds. */
  long items(String condition) {
    return count("serai.work_item WHERE " + condition);
  }

  long count(String from) {
    return jdbc.queryForObject("SELECT count(*) FROM " + from, Long.class);
  }
}

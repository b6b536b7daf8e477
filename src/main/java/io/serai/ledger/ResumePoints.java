package io.serai.ledger;

import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How far lines have come through sources that they read bit by bit.
 *
 * <p>Every method is one statement and joins the transaction that its thread is in: write the point
 * in the transaction of the items that the bit led to, and neither is ever without the other. The
 * last one to write wins. Thread-safe.
 */
public final class ResumePoints {

  private static final String WRITE =
      """
      INSERT INTO serai.resume_point (line, name, point) VALUES (?, ?, ?::jsonb)
      ON CONFLICT (line, name) DO UPDATE SET point = excluded.point, updated_at = now()
      """;

  private final JdbcTemplate jdbc;

  /** The points in the database of {@code jdbc}. */
  public ResumePoints(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Where to go on.
   *
   * @param name what is read, of any length
   * @return JSON that means what was written, formatted by the database; empty at the beginning
   */
  public Optional<String> read(String line, String name) {
    return jdbc
        .queryForList(
            "SELECT point FROM serai.resume_point WHERE line = ? AND name = ?",
            String.class,
            line,
            LongKeys.stored(name))
        .stream()
        .findFirst();
  }

  /**
   * Remembers where to go on.
   *
   * @param name what is read, of any length
   * @param json the point; NULs in it become U+FFFD
   * @throws org.springframework.dao.DataAccessException when it is no JSON
   */
  public void write(String line, String name, String json) {
    jdbc.update(WRITE, line, LongKeys.stored(name), StorableText.json(json));
  }

  /** Forgets the point: reading begins anew. */
  public void remove(String line, String name) {
    jdbc.update(
        "DELETE FROM serai.resume_point WHERE line = ? AND name = ?", line, LongKeys.stored(name));
  }
}

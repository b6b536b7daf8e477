package io.serai.ledger;

/** The statements of {@link Ledger}. */
final class LedgerSql {

  static final String MINE =
      " WHERE w.line = ? AND w.key = c.key AND w.fence = c.fence AND w.state = 'CLAIMED'";

  static final String ENQUEUE =
      """
      INSERT INTO serai.work_item (line, key, state, priority, max_attempts, payload)
      SELECT ?, key, 'READY', ?, ?, payload::jsonb
      FROM unnest(?::text[], ?::text[]) AS i (key, payload)
      ORDER BY key
      ON CONFLICT (line, key) DO NOTHING
      """;

  static final String CLAIM =
      """
      UPDATE serai.work_item w
      SET state = 'CLAIMED', owner = ?, fence = w.fence + 1, updated_at = now(),
          lease_until = now() + ? * interval '1 millisecond'
      FROM (SELECT line, key FROM serai.work_item
            WHERE line = ? AND state IN ('READY', 'RETRY') AND run_at <= now()
              AND coalesce(payload ->> 'scope' = ?, true)
            ORDER BY priority, run_at LIMIT ? FOR UPDATE SKIP LOCKED) due
      WHERE w.line = due.line AND w.key = due.key
      RETURNING w.line, w.key, w.fence, w.attempt, w.payload
      """;

  static final String CLAIM_KEY =
      """
      INSERT INTO serai.work_item AS w (line, key, state, owner, fence, lease_until, max_attempts)
      VALUES (?, ?, 'CLAIMED', ?, 1, now() + ? * interval '1 millisecond', ?)
      ON CONFLICT (line, key) DO UPDATE
      SET state = 'CLAIMED', owner = excluded.owner, fence = w.fence + 1, updated_at = now(),
          lease_until = excluded.lease_until,
          lease_losses = w.lease_losses + (w.state = 'CLAIMED')::int,
          first_failed_at = CASE WHEN w.state = 'CLAIMED' THEN coalesce(w.first_failed_at, now())
                                 ELSE w.first_failed_at END
      WHERE (w.state IN ('READY', 'RETRY') AND w.run_at <= now())
         OR (w.state = 'CLAIMED' AND w.lease_until < now() AND w.lease_losses + 1 < ?)
      RETURNING w.line, w.key, w.fence, w.attempt
      """;

  /**
   * Waits for nobody who could wait for it: only an insertion may wait, for those of others, which
   * are in the order of keys everywhere; known rows are taken after all insertions, and skipped
   * where they are locked.
   */
  static final String CLAIM_ITEMS =
      """
      WITH wanted AS (
        SELECT DISTINCT ON (key) key, payload::jsonb AS payload
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS i (key, payload, place)
        ORDER BY key, payload IS NULL, place
      ), fresh AS (
        INSERT INTO serai.work_item AS w
               (line, key, state, owner, fence, lease_until, max_attempts, payload)
        SELECT ?, key, 'CLAIMED', ?, 1, now() + ? * interval '1 millisecond', ?, payload
        FROM wanted
        WHERE NOT EXISTS (SELECT 1 FROM serai.work_item known
                          WHERE known.line = ? AND known.key = wanted.key)
        ORDER BY key
        ON CONFLICT (line, key) DO NOTHING
        RETURNING w.line, w.key, w.fence, w.attempt
      ), due AS (
        SELECT w.key, wanted.payload FROM serai.work_item w JOIN wanted ON wanted.key = w.key
        WHERE (SELECT count(*) FROM fresh) >= 0
          AND w.line = ?
          AND ((w.state IN ('READY', 'RETRY') AND w.run_at <= now())
               OR (w.state = 'CLAIMED' AND w.lease_until < now() AND w.lease_losses + 1 < ?))
        FOR UPDATE OF w SKIP LOCKED
      ), again AS (
        UPDATE serai.work_item w
        SET state = 'CLAIMED', owner = ?, fence = w.fence + 1, updated_at = now(),
            lease_until = now() + ? * interval '1 millisecond',
            payload = coalesce(w.payload, due.payload),
            lease_losses = w.lease_losses + (w.state = 'CLAIMED')::int,
            first_failed_at = CASE WHEN w.state = 'CLAIMED' THEN coalesce(w.first_failed_at, now())
                                   ELSE w.first_failed_at END
        FROM due WHERE w.line = ? AND w.key = due.key
        RETURNING w.line, w.key, w.fence, w.attempt
      )
      SELECT * FROM fresh UNION ALL SELECT * FROM again
      """;

  static final String COMPLETE =
      """
      UPDATE serai.work_item w
      SET state = 'DONE', owner = NULL, lease_until = NULL, done_at = now(), updated_at = now(),
          error_class = NULL, error_code = NULL, error = NULL, error_trace = NULL
      FROM unnest(?::text[], ?::bigint[]) AS c (key, fence)
      """
          + MINE
          + " RETURNING w.key";

  static final String FAIL =
      """
      UPDATE serai.work_item w
      SET state = CASE WHEN ? OR w.attempt + ? >= w.max_attempts THEN 'DEAD' ELSE 'RETRY' END,
          attempt = w.attempt + ?, owner = NULL, lease_until = NULL,
          run_at = now() + c.delay * interval '1 millisecond',
          error_class = ?, error_code = ?, error = ?, error_trace = ?,
          first_failed_at = coalesce(w.first_failed_at, now()), updated_at = now()
      FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS c (key, fence, delay)
      """
          + MINE
          + " RETURNING w.key, w.state";

  static final String RELEASE =
      """
      UPDATE serai.work_item w
      SET state = 'READY', owner = NULL, lease_until = NULL, run_at = now(), updated_at = now()
      FROM unnest(?::text[], ?::bigint[]) AS c (key, fence)
      """
          + MINE;

  static final String HEARTBEAT =
      """
      UPDATE serai.work_item w SET lease_until = now() + ? * interval '1 millisecond'
      FROM (SELECT w.line, w.key FROM serai.work_item w
            JOIN unnest(?::text[], ?::text[], ?::bigint[]) AS c (line, key, fence) USING (line, key)
            WHERE w.state = 'CLAIMED' AND w.fence = c.fence
            FOR UPDATE OF w SKIP LOCKED) mine
      WHERE w.line = mine.line AND w.key = mine.key
      """;

  static final String REAP =
      """
      UPDATE serai.work_item w
      SET state = CASE WHEN w.lease_losses + 1 >= ? THEN 'DEAD' ELSE 'RETRY' END,
          lease_losses = w.lease_losses + 1, run_at = now(), owner = NULL, lease_until = NULL,
          error_class = 'TRANSIENT', error_code = 'LEASE_LOST',
          error = 'the process working on it vanished: ' || w.owner,
          first_failed_at = coalesce(w.first_failed_at, now()), updated_at = now()
      FROM (SELECT line, key FROM serai.work_item WHERE state = 'CLAIMED' AND lease_until < now()
            FOR UPDATE SKIP LOCKED) lost
      WHERE w.line = lost.line AND w.key = lost.key
      """;

  /**
   * Only {@link #REAP} leaves DEAD items with these two; the index is that of DEAD items by time.
   */
  static final String TAKE_VANISHED =
      """
      UPDATE serai.work_item w SET error_class = 'PERMANENT'
      FROM (SELECT line, key FROM serai.work_item
            WHERE line = ? AND state = 'DEAD' AND updated_at >= now() - ? * interval '1 millisecond'
              AND error_code = 'LEASE_LOST' AND error_class = 'TRANSIENT'
              AND coalesce(payload ->> 'scope' = ?, true)
            ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED) lost
      WHERE w.line = lost.line AND w.key = lost.key
      RETURNING w.line, w.key, w.fence, w.attempt, w.payload, w.lease_losses, w.error
      """;

  private LedgerSql() {}
}

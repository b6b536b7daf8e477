-- Claims rows for enrichment in one round trip: retries that are due, then rows that nobody has
-- looked at. A row that is DONE in the ledger but pending again in the table is asked again; a DEAD
-- one waits for `serai ledger replay`.
-- Of either kind as many as have texts of :bytes together, one at least.
-- ${after} is empty, or continues after the row claimed last.
WITH waiting AS (
  SELECT w.key, w.priority, w.run_at FROM serai.work_item w
  WHERE w.line = 'enrich' AND w.state IN ('READY', 'RETRY') AND w.run_at <= now()
    AND w.key LIKE :pattern
  ORDER BY w.priority, w.run_at LIMIT ${most} FOR UPDATE SKIP LOCKED
), due AS (
  SELECT w.key, sum(coalesce(octet_length(s.${input}::text), 0)) OVER earlier
                - coalesce(octet_length(s.${input}::text), 0) AS bytes_before
  FROM waiting w
  LEFT JOIN ${table} s ON s.${id} = CAST(substr(w.key, length(:prefix) + 1) AS ${idType})
  WINDOW earlier AS (ORDER BY w.priority, w.run_at, w.key)
), again AS (
  UPDATE serai.work_item w
  SET state = 'CLAIMED', owner = :owner, fence = w.fence + 1, updated_at = now(),
      lease_until = now() + :lease * interval '1 millisecond'
  FROM due WHERE w.line = 'enrich' AND w.key = due.key AND due.bytes_before < :bytes
  RETURNING w.key, w.fence, w.attempt
), pending AS (
  SELECT s.${id} AS id, coalesce(octet_length(s.${input}::text), 0) AS bytes
  FROM ${table} s
  WHERE s.${filter} = CAST(:filter AS ${filterType}) AND s.${output} IS NULL AND s.${time} IS NULL
    ${after}
    AND coalesce((SELECT w.state FROM serai.work_item w
                  WHERE w.line = 'enrich' AND w.key = :prefix || s.${id}::text), 'DONE') = 'DONE'
  ORDER BY s.${id} LIMIT ${most} FOR UPDATE OF s SKIP LOCKED
), chosen AS (
  SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before FROM pending
), fresh AS (
  INSERT INTO serai.work_item AS w (line, key, state, owner, fence, lease_until, max_attempts)
  SELECT 'enrich', :prefix || id::text, 'CLAIMED', :owner, 1,
         now() + :lease * interval '1 millisecond', :maxAttempts
  FROM chosen WHERE bytes_before < :bytes ORDER BY id
  ON CONFLICT (line, key) DO UPDATE
    SET state = 'CLAIMED', owner = excluded.owner, fence = w.fence + 1, attempt = 0,
        lease_losses = 0, lease_until = excluded.lease_until, first_failed_at = NULL,
        done_at = NULL, updated_at = now()
    WHERE w.state = 'DONE'
  RETURNING w.key, w.fence, w.attempt
)
SELECT c.key, c.fence, c.attempt, c.fresh, s.${id}::text AS id, s.${input}::text AS text,
       s.${id} IS NOT NULL AND s.${output} IS NULL AND s.${time} IS NULL AS wanted
FROM (SELECT *, false AS fresh FROM again UNION ALL SELECT *, true FROM fresh) c
LEFT JOIN ${table} s ON s.${id} = CAST(substr(c.key, length(:prefix) + 1) AS ${idType})
ORDER BY c.fresh, s.${id}

package io.serai.files;

/** The statements of {@link FileResultTable}. */
final class FileResultSql {

  static final String INSERT =
      """
      INSERT INTO serai.file_result
             (task, fence, status, bucket, key, dest_bucket, dest_key, parser, source_etag,
              source_size, source_sha256, result_size, result_sha256, error_class, error_code,
              error, attempts, worker_type, worker, started_at, finished_at, message,
              announced_at)
      VALUES (:task, :fence, :status, :bucket, :key, :destBucket, :destKey, :parser, :sourceEtag,
              :sourceSize, :sourceSha256, :resultSize, :resultSha256, :errorClass, :errorCode,
              :error, :attempts, :workerType, :worker, :startedAt,
              coalesce(CAST(:finishedAt AS timestamptz), now()), :message, :announcedAt)
      ON CONFLICT (task, fence) DO NOTHING
      """;

  static final String TAKE_UNANNOUNCED =
      """
      UPDATE serai.file_result r SET offered_at = now()
      FROM (SELECT r.task, r.fence FROM serai.file_result r
            LEFT JOIN serai.work_item w ON w.line = 'files' AND w.key = r.task
            WHERE r.announced_at IS NULL
              AND r.offered_at <= now() - :olderThan * interval '1 millisecond'
              AND coalesce(w.payload ->> 'scope' = CAST(:topic AS text), true)
            ORDER BY r.offered_at LIMIT :most FOR UPDATE OF r SKIP LOCKED) due
      WHERE r.task = due.task AND r.fence = due.fence
      RETURNING r.*
      """;

  /** Locked in order, because two processes may have sent the same. */
  static final String ANNOUNCED =
      """
      UPDATE serai.file_result r SET announced_at = now()
      FROM (SELECT r.task, r.fence FROM serai.file_result r
            JOIN unnest(:tasks, :fences) AS sent (task, fence)
              ON r.task = sent.task AND r.fence = sent.fence
            WHERE r.announced_at IS NULL
            ORDER BY r.task, r.fence FOR UPDATE OF r) told
      WHERE r.task = told.task AND r.fence = told.fence
      """;

  /** Locked in the order of {@link #ANNOUNCED}. */
  static final String OFFERED =
      """
      UPDATE serai.file_result r SET offered_at = now()
      FROM (SELECT r.task, r.fence FROM serai.file_result r
            JOIN unnest(:tasks, :fences) AS mine (task, fence)
              ON r.task = mine.task AND r.fence = mine.fence
            WHERE r.announced_at IS NULL AND r.offered_at < now() - interval '8 seconds'
            ORDER BY r.task, r.fence FOR UPDATE OF r) held
      WHERE r.task = held.task AND r.fence = held.fence
      """;

  /** A failure may have come before the ETag was known. */
  static final String ENDS =
      """
      SELECT source.place, r.*
      FROM unnest(:keys, :etags) WITH ORDINALITY AS source (key, etag, place)
      CROSS JOIN LATERAL
           (SELECT * FROM serai.file_result r
            WHERE r.bucket = :bucket AND r.key = source.key
              AND (source.etag IS NULL OR r.source_etag = source.etag
                   OR r.source_etag IS NULL AND r.status <> 'success')
            ORDER BY r.status = 'success' DESC, r.finished_at DESC LIMIT 1) r
      """;

  /** Another version was read after this one was seen. */
  static final String RETURNED =
      """
      SELECT source.place
      FROM unnest(:ids, :keys, :etags) WITH ORDINALITY AS source (id, key, etag, place)
      JOIN serai.work_item seen ON seen.line = :memory AND seen.key = source.id
      CROSS JOIN LATERAL
           (SELECT r.source_etag, r.started_at FROM serai.file_result r
            WHERE r.bucket = :bucket AND r.key = source.key AND r.status = 'success'
            ORDER BY r.finished_at DESC LIMIT 1) last
      WHERE last.source_etag <> source.etag AND last.started_at > seen.done_at
      """;

  /** By the index on sources; there is none on destinations. */
  static final String BESIDE =
      """
      SELECT DISTINCT r.dest_key
      FROM unnest(:sources, :results) AS asked (source, result)
      JOIN serai.file_result r ON r.bucket = :bucket AND r.key = asked.source
      WHERE r.status = 'success' AND r.dest_bucket = :destBucket AND r.dest_key = asked.result
      """;

  /** Where the next portion of old outcomes ends; null: fewer are left. */
  static final String PURGE_UP_TO =
      """
      SELECT (SELECT finished_at FROM serai.file_result
              WHERE finished_at > CAST(:after AS timestamptz)
                AND finished_at <= CAST(:last AS timestamptz)
              ORDER BY finished_at OFFSET :batch - 1 LIMIT 1)
      """;

  /**
   * The newest success of a source stays: scans and verifications ask for it. By ctid, or each
   * portion might scan the whole table.
   */
  static final String PURGE =
      """
      DELETE FROM serai.file_result
      WHERE ctid = ANY (ARRAY(
             SELECT o.ctid FROM serai.file_result o
             WHERE finished_at > CAST(:after AS timestamptz)
               AND finished_at <= CAST(:upTo AS timestamptz)
               AND announced_at IS NOT NULL
               AND (status <> 'success' OR EXISTS (
                      SELECT FROM serai.file_result newer
                      WHERE newer.bucket = o.bucket AND newer.key = o.key
                        AND newer.status = 'success'
                        AND (newer.finished_at, newer.task, newer.fence)
                            > (o.finished_at, o.task, o.fence)))
             FOR UPDATE OF o SKIP LOCKED))
      """;

  private FileResultSql() {}
}

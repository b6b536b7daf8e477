-- The processing log of the files line: one row for every outcome, and what of it others have yet to be told.
CREATE TABLE IF NOT EXISTS serai.file_result (
  task           text        NOT NULL,
  fence          bigint      NOT NULL,
  status         text        NOT NULL CHECK (status IN ('success', 'failed')),
  bucket         text,
  key            text,
  dest_bucket    text,
  dest_key       text,
  parser         text,
  source_etag    text,
  source_size    bigint      NOT NULL DEFAULT 0,
  source_sha256  text,
  result_size    bigint      NOT NULL DEFAULT 0,
  result_sha256  text,
  error_class    text,
  error_code     text,
  error          text,
  attempts       integer     NOT NULL,
  worker_type    text        NOT NULL CHECK (worker_type IN ('single_process', 'multi_process')),
  worker         text        NOT NULL,
  started_at     timestamptz NOT NULL,
  finished_at    timestamptz NOT NULL DEFAULT now(),
  message        text,
  offered_at     timestamptz NOT NULL DEFAULT now(),
  announced_at   timestamptz,
  PRIMARY KEY (task, fence)
);

COMMENT ON COLUMN serai.file_result.task IS 'key of the task in the ledger';
COMMENT ON COLUMN serai.file_result.message IS 'the task as it came, for the dead-letter topic';
COMMENT ON COLUMN serai.file_result.offered_at IS 'when somebody last took it upon him to notify Kafka; at first the worker that wrote the row';
COMMENT ON COLUMN serai.file_result.announced_at IS 'when Kafka had the notification; NULL: it has to be sent';

CREATE INDEX IF NOT EXISTS file_result_finished ON serai.file_result (finished_at);
CREATE INDEX IF NOT EXISTS file_result_failed ON serai.file_result (finished_at) WHERE status = 'failed';
CREATE INDEX IF NOT EXISTS file_result_source ON serai.file_result (bucket, key text_pattern_ops);
CREATE INDEX IF NOT EXISTS file_result_unannounced ON serai.file_result (offered_at) WHERE announced_at IS NULL;

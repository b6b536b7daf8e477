-- The ledger: who may do which item of work, until when, how often it was tried and what went wrong.
CREATE SCHEMA IF NOT EXISTS serai;

CREATE TABLE serai.work_item (
  line            text        NOT NULL,
  key             text        NOT NULL,
  state           text        NOT NULL CHECK (state IN ('READY', 'CLAIMED', 'RETRY', 'DONE', 'DEAD')),
  priority        smallint    NOT NULL DEFAULT 5,
  run_at          timestamptz NOT NULL DEFAULT now(),
  attempt         integer     NOT NULL DEFAULT 0,
  max_attempts    integer     NOT NULL DEFAULT 4 CHECK (max_attempts > 0),
  owner           text,
  fence           bigint      NOT NULL DEFAULT 0,
  lease_until     timestamptz,
  lease_losses    integer     NOT NULL DEFAULT 0,
  payload         jsonb,
  result          jsonb,
  error_class     text CHECK (error_class IN ('THROTTLED', 'TRANSIENT', 'PERMANENT', 'INVALID')),
  error_code      text,
  error           text,
  error_trace     text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  first_failed_at timestamptz,
  updated_at      timestamptz NOT NULL DEFAULT now(),
  done_at         timestamptz,
  PRIMARY KEY (line, key),
  CHECK ((state = 'CLAIMED') = (owner IS NOT NULL AND lease_until IS NOT NULL))
);

COMMENT ON COLUMN serai.work_item.attempt IS 'attempts that failed; a throttled one is not counted';
COMMENT ON COLUMN serai.work_item.fence IS 'grows with every claim: a worker that lost its lease holds an old one';
COMMENT ON COLUMN serai.work_item.lease_losses IS 'how often the process working on it vanished';

CREATE INDEX work_item_due ON serai.work_item (line, priority, run_at) WHERE state IN ('READY', 'RETRY');
CREATE INDEX work_item_leased ON serai.work_item (lease_until) WHERE state = 'CLAIMED';
CREATE INDEX work_item_dead ON serai.work_item (line, updated_at) WHERE state = 'DEAD';

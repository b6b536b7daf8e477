-- How far a line has come through a source that it reads bit by bit; written with the items that the bit led to.
CREATE TABLE IF NOT EXISTS serai.resume_point (
  line       text        NOT NULL,
  name       text        NOT NULL,
  point      jsonb       NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (line, name)
);

COMMENT ON COLUMN serai.resume_point.name IS 'what is read, such as a bucket and a prefix; a long one as its beginning and SHA-256';
COMMENT ON COLUMN serai.resume_point.point IS 'where to go on: a listing marker, a page, a cursor';

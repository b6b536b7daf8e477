-- Keeps the rows that a run would change, as they are now.
CREATE TABLE ${backup} AS
SELECT * FROM ${table}
WHERE ${filter} = ${filterLiteral} AND ${output} IS NULL AND ${time} IS NULL

-- Rows of the chosen type: all, answered, and still without an answer.
SELECT count(*) AS total,
       count(*) FILTER (WHERE ${output} IS NOT NULL) AS processed,
       count(*) FILTER (WHERE ${output} IS NULL AND ${time} IS NULL) AS unanswered
FROM ${table} WHERE ${filter} = CAST(:filter AS ${filterType})

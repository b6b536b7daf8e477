-- Answers that the same texts got before (ENRICH_REUSE_ANSWERS).
SELECT DISTINCT ON (s.${input}) s.${input}::text AS text, s.${output}::text AS answer, s.${bot}::text AS bot
FROM ${table} s
WHERE md5(s.${input}::text) = ANY (:hashes) AND s.${output} IS NOT NULL AND s.${bot} IS NOT NULL

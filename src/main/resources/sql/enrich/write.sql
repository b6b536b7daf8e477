-- Writes a batch of answers. A row that somebody else has filled meanwhile is left as it is.
UPDATE ${table} AS s
SET ${output} = CAST(a.answer AS ${outputType}),
    ${time} = CAST(now() AS ${timeType}),
    ${bot} = CAST(a.bot AS ${botType})
FROM unnest(:ids, :answers, :bots) AS a (id, answer, bot)
WHERE s.${id} = CAST(a.id AS ${idType}) AND s.${output} IS NULL AND s.${time} IS NULL

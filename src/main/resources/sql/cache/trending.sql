-- The posts with the most engagement within the last {window_hours} hours, best first, {topk} at the most.
SELECT
    toString(post) AS post_id,
    score,
    views,
    likes,
    comments,
    shares,
    toUnixTimestamp(now()) AS cached_at
FROM
(
    SELECT
        post_id AS post,
        countIf(event_type = 'post_view') AS views,
        countIf(event_type = 'post_like') AS likes,
        countIf(event_type = 'post_comment') AS comments,
        countIf(event_type = 'post_share') AS shares,
        round(toFloat64(views) * 0.1 + likes * 2 + comments * 3 + shares * 5, 1) AS score
    FROM post_events
    WHERE event_time > now() - INTERVAL {window_hours:UInt32} HOUR
      AND event_time <= now()
      AND event_type IN ('post_view', 'post_like', 'post_comment', 'post_share')
    GROUP BY post_id
) AS posts
WHERE score > 0
ORDER BY score DESC, toString(post)
LIMIT {topk:UInt32}

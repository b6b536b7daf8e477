-- Who was active within the last 7 days, in the order of their ids as text, {limit} at the most, beginning behind
-- {after} (empty: from the first).
SELECT id AS user_id
FROM
(
    SELECT toString(user_id) AS id
    FROM post_events
    WHERE event_time > now() - INTERVAL 7 DAY
      AND event_type IN ('post_view', 'post_like', 'follow')
    GROUP BY user_id
) AS users
WHERE id > {after:String}
ORDER BY id
LIMIT {limit:UInt32}

-- The tables that the shipped cache jobs read, as the demo makes them. Your own may have more columns.
CREATE TABLE IF NOT EXISTS post_events
(
    event_time DateTime,
    event_type LowCardinality(String), -- post_view, post_like, post_comment, post_share or follow
    user_id UUID,
    post_id UUID
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (event_time, event_type)
TTL event_time + INTERVAL 30 DAY;

CREATE TABLE IF NOT EXISTS user_relationships
(
    follower_id UUID,
    followee_id UUID,
    status LowCardinality(String) DEFAULT 'active',
    created_at DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (follower_id, followee_id);

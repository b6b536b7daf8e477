-- Friends of the friends of these {members}, whom they do not follow yet: those with the most mutual connections first,
-- {per_user} a member at the most. One query for all members: ids are compared in their own type, so that an index on
-- follower_id is used, and hops are made distinct before they are joined, so that repeated rows count once.
WITH
    followed AS
    (
        SELECT DISTINCT follower_id AS member, followee_id AS friend
        FROM user_relationships
        WHERE status = 'active' AND follower_id IN {members:Array(String)}
    ),
    hops AS
    (
        SELECT DISTINCT follower_id AS friend, followee_id AS candidate
        FROM user_relationships
        WHERE status = 'active' AND follower_id IN (SELECT friend FROM followed)
    ),
    counted AS
    (
        SELECT f.member AS member, h.candidate AS candidate, count() AS mutual
        FROM hops AS h
        INNER JOIN followed AS f ON f.friend = h.friend
        WHERE h.candidate != f.member
          AND (f.member, h.candidate) NOT IN (SELECT member, friend FROM followed)
        GROUP BY f.member, h.candidate
    )
SELECT
    toString(member) AS user_id,
    toString(candidate) AS candidate_id,
    mutual AS mutual_count,
    concat(toString(mutual), if(mutual = 1, ' mutual connection', ' mutual connections')) AS reason
FROM
(
    SELECT
        member,
        candidate,
        mutual,
        row_number() OVER (PARTITION BY member ORDER BY mutual DESC, toString(candidate)) AS place
    FROM counted
) AS ranked
WHERE place <= {per_user:UInt32}
ORDER BY user_id, place

-- grain: one paid term begun by the as-of date; turn counts the terms since the relationship began, renewal by renewal
-- reads: membership, person
--
-- A term is renewed when the next one of the same person and kind begins within 30 days of its end, and lost when
-- those days pass without; whoever comes back later begins anew. decided: those days are over, so that a loss would be
-- known as well as a renewal; retention is learned from decided ends alone, for renewals are known earlier than losses.
WITH term AS (
    SELECT p.customer_no, m.kind, m.fee,
        CAST($day - floor(epoch(m.started_at) / 86400) AS INTEGER) AS started_ago,
        CAST($day - floor(epoch(m.ends_at) / 86400) AS INTEGER) AS ends_ago,
        row_number() OVER (
            PARTITION BY p.customer_no, m.kind ORDER BY m.started_at, m.ends_at, m.source, m.membership_id
        ) AS number
    FROM membership AS m
    JOIN person AS p ON p.source = m.source AND p.customer_key = m.customer_key
    WHERE m.started_at < $until
),
followed AS (
    SELECT *,
        lead(started_ago) OVER (PARTITION BY customer_no, kind ORDER BY number) AS next_ago,
        lag(ends_ago) OVER (PARTITION BY customer_no, kind ORDER BY number) AS previous_ago
    FROM term
),
begun AS (
    SELECT *,
        sum(CASE WHEN previous_ago IS NULL OR started_ago < previous_ago - 30 THEN 1 ELSE 0 END)
            OVER (PARTITION BY customer_no, kind ORDER BY number ROWS UNBOUNDED PRECEDING) AS relation
    FROM followed
)
SELECT customer_no, kind, CAST(relation AS INTEGER) AS relation, fee, started_ago, ends_ago,
    greatest(started_ago - ends_ago, 1) AS days,
    CAST(row_number() OVER (PARTITION BY customer_no, kind, relation ORDER BY number) AS INTEGER) AS turn,
    CASE WHEN next_ago >= ends_ago - 30 THEN 1 ELSE 0 END AS renewed,
    CASE WHEN ends_ago > 30 THEN 1 ELSE 0 END AS decided,
    CASE WHEN ends_ago > 30 AND (next_ago IS NULL OR next_ago < ends_ago - 30) THEN 1 ELSE 0 END AS lost
FROM begun

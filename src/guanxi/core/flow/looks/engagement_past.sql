-- grain: one person drawn, one past day to look ahead from and one kind: interactions of the year before it, decayed
-- reads: interaction_day, known_customer, engagement_origin, engagement_excluded
--
-- `decayed_…`: halved every so many days, in whole millionths.
WITH before AS (
    SELECT o.origin_no, d.customer_no, d.kind, d.times, d.days_ago - o.days_back AS ago
    FROM interaction_day AS d
    JOIN known_customer AS k ON k.customer_no = d.customer_no
    JOIN engagement_origin AS o ON d.days_ago >= o.days_back AND d.days_ago < o.days_back + 365
    WHERE d.customer_no % $every = 0
        AND NOT EXISTS (SELECT 1 FROM engagement_excluded AS e WHERE e.customer_no = d.customer_no)
)
SELECT origin_no, customer_no, kind,
    CAST(sum(times * floor(1000000 * power(0.5, ago / 15.0) + 0.5)) AS DOUBLE) AS decayed_15,
    CAST(sum(times * floor(1000000 * power(0.5, ago / 30.0) + 0.5)) AS DOUBLE) AS decayed_30,
    CAST(sum(times * floor(1000000 * power(0.5, ago / 60.0) + 0.5)) AS DOUBLE) AS decayed_60,
    CAST(sum(times * floor(1000000 * power(0.5, ago / 120.0) + 0.5)) AS DOUBLE) AS decayed_120,
    CAST(sum(times * floor(1000000 * power(0.5, ago / 240.0) + 0.5)) AS DOUBLE) AS decayed_240,
    CAST(sum(times) AS BIGINT) AS times
FROM before
GROUP BY origin_no, customer_no, kind

-- grain: one person who took part: weighted interactions in millionths, halved every half-life, and the last two windows
-- reads: interaction_day, engagement_weight, engagement_excluded
--
-- Kinds that nobody has weighed weigh 1. `recent`, `earlier`: weight of this window and of the one before, in
-- hundredths; `spread`: squares of their days, which is what chance alone would move their difference by, squared.
WITH day AS (
    SELECT d.customer_no, d.days_ago,
        sum(d.times * CAST(floor(
            coalesce(w.weight, 1) * 1000000 * power(0.5, d.days_ago / CAST($half_life AS DOUBLE)) + 0.5
        ) AS BIGINT)) AS points,
        CAST(sum(d.times * CAST(floor(coalesce(w.weight, 1) * 100 + 0.5) AS BIGINT)) AS DOUBLE) AS size,
        sum(d.times) AS times
    FROM interaction_day AS d
    LEFT JOIN engagement_weight AS w ON w.kind = d.kind
    WHERE NOT EXISTS (SELECT 1 FROM engagement_excluded AS e WHERE e.customer_no = d.customer_no)
    GROUP BY d.customer_no, d.days_ago
)
SELECT customer_no, CAST(sum(points) AS BIGINT) AS points,
    CAST(sum(CASE WHEN days_ago < 365 THEN times ELSE 0 END) AS BIGINT) AS signs,
    sum(CASE WHEN days_ago < $trend THEN size ELSE 0 END) AS recent,
    sum(CASE WHEN days_ago >= $trend AND days_ago < 2 * $trend THEN size ELSE 0 END) AS earlier,
    sum(CASE WHEN days_ago < 2 * $trend THEN size * size ELSE 0 END) AS spread
FROM day
GROUP BY customer_no

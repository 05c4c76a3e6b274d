-- grain: one person with any sale: what they usually spend in the horizon, what they did lately, and how unevenly
-- reads: customer_day
--
-- usual    revenue a day since the first purchase (a third of the horizon at least), times the horizon
-- recent   revenue of the horizon up to as-of; memory: the same fading, by half in two thirds of the horizon
-- swing    standard deviation of what comes in a horizon at that pace, purchases coming by chance
-- Sums are of decimals, so that they do not depend on their order.
WITH summed AS (
    SELECT customer_no,
        max(CASE WHEN purchase = 1 THEN days_ago END) AS first_ago,
        CAST(sum(revenue) AS DOUBLE) AS revenue,
        CAST(sum(CASE WHEN days_ago < $horizon THEN revenue ELSE 0 END) AS DOUBLE) AS recent,
        CAST(sum(CAST(floor(
            CAST(revenue AS DOUBLE) * power(0.5, days_ago * 1.5 / $horizon) * 10000 + 0.5
        ) AS DECIMAL(28, 0))) AS DOUBLE) / 10000 AS memory,
        CAST(sum(CAST(floor(
            least(CAST(revenue AS DOUBLE) * CAST(revenue AS DOUBLE), 1e22) * 10000 + 0.5
        ) AS DECIMAL(38, 0))) AS DOUBLE) / 10000 AS squares,
        greatest(CAST(max(revenue) AS DOUBLE), 0) AS largest
    FROM customer_day
    GROUP BY customer_no
)
SELECT customer_no, recent, memory, largest,
    greatest(revenue, 0) / nullif(greatest(coalesce(first_ago, 0), $horizon / 3), 0) * $horizon AS usual,
    sqrt(squares / nullif(greatest(coalesce(first_ago, 0), $horizon / 3), 0) * $horizon) AS swing
FROM summed

-- grain: everybody known: purchases and revenue expected, in exact sums that do not depend on their order
-- reads: forecast
SELECT CAST(coalesce(sum(CAST(least(expected_purchases, 100000000000) AS DECIMAL(20, 8))), 0) AS DOUBLE) AS purchases,
    CAST(coalesce(sum(CAST(least(revenue, 100000000000) AS DECIMAL(20, 8))), 0) AS DOUBLE) AS revenue
FROM forecast

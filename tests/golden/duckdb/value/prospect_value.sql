-- grain: one person without a purchase today: what is expected of her within the horizon
-- reads: prospect, prospect_rate, forecast
--
-- Lifetime value stands to the horizon's as it does with the brand's buyers.
WITH later AS (
    SELECT CAST(sum(CAST(least(discounted_purchases * spend, 100000000000) AS DECIMAL(28, 8))) AS DOUBLE)
        / nullif(CAST(sum(CAST(least(revenue, 100000000000) AS DECIMAL(28, 8))) AS DOUBLE), 0) AS ratio
    FROM forecast
)
SELECT p.customer_no, coalesce(r.purchases, 0) * 365 AS expected_purchases, coalesce(r.revenue, 0) * 365 AS revenue,
    greatest(coalesce(r.high, 0), coalesce(r.revenue, 0)) * 365 AS high,
    coalesce(r.revenue, 0) * 365 * coalesce(l.ratio, 1) AS discounted
FROM prospect AS p
JOIN prospect_rate AS r
    ON r.registered = p.registered AND r.since = p.since AND r.active = p.active AND r.child = p.child
CROSS JOIN later AS l
WHERE p.origin_no = 0

-- grain: one quadrant
-- reads: appraisal, cut, investment, person, standing
WITH quadrant_word AS (
    SELECT 'growth_stock' AS quadrant, 1 AS vital
    UNION ALL SELECT 'cash_cow' AS quadrant, 1 AS vital
    UNION ALL SELECT 'sleeping_gold' AS quadrant, 0 AS vital
    UNION ALL SELECT 'low_yield' AS quadrant, 0 AS vital
),
-- in decimals, so that sums do not depend on their order
summed AS (
    SELECT quadrant, count(*) AS customers,
        CAST(sum(CAST(revenue_12m AS DECIMAL(28, 4))) AS DOUBLE) AS revenue_12m,
        CAST(sum(CAST(value_12m AS DECIMAL(28, 4))) AS DOUBLE) AS value_12m,
        CAST(sum(CAST(clv AS DECIMAL(28, 4))) AS DOUBLE) AS clv,
        CAST(sum(CAST(headroom AS DECIMAL(28, 4))) AS DOUBLE) AS headroom,
        CAST(sum(CAST(uplift_score AS DECIMAL(18, 9))) AS DOUBLE) / nullif(count(*), 0) AS mean_score
    FROM appraisal
    GROUP BY quadrant
),
booked AS (
    SELECT s.quadrant, CAST(sum(v.money) AS DOUBLE) AS money
    FROM investment AS v
    JOIN person AS p ON p.source = v.source AND p.customer_key = v.customer_key
    JOIN standing AS s ON s.customer_no = p.customer_no
    WHERE v.occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000' AND epoch(v.occurred_at) >= epoch(TIMESTAMP '2026-07-01 00:00:00.000000') - 365 * 86400
    GROUP BY s.quadrant
),
kept AS (
    SELECT count(*) AS bookings FROM investment WHERE occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
)
SELECT w.quadrant, coalesce(s.customers, 0) AS customers, coalesce(s.revenue_12m, 0) AS revenue_12m,
    coalesce(s.value_12m, 0) AS value_12m, coalesce(s.clv, 0) AS clv, s.headroom,
    s.mean_score, coalesce(b.money, CASE WHEN k.bookings > 0 THEN 0 END) AS invested_12m, c.potential AS potential_cut, c.vitality AS vitality_cut
FROM quadrant_word AS w
JOIN cut AS c ON c.vital = w.vital
CROSS JOIN kept AS k
LEFT JOIN booked AS b ON b.quadrant = w.quadrant
LEFT JOIN summed AS s ON s.quadrant = w.quadrant

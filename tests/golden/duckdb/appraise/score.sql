-- grain: one known person with the points that each look gives: 100 x weight x standing (0 to 1)
-- reads: look
WITH placed AS (
    SELECT customer_no, orders, value_12m, engagement, stage, headroom,
        percent_rank() OVER (PARTITION BY CASE WHEN headroom IS NULL THEN 1 ELSE 0 END ORDER BY headroom) AS headroom_rank,
        percent_rank() OVER (ORDER BY cross_buy) AS cross_buy_rank
    FROM look
),
pointed AS (
    SELECT customer_no, orders, value_12m,
        -- an unknown wallet speaks neither for nor against
        100 * CAST(0.35 AS DOUBLE) * CASE WHEN headroom IS NULL THEN 0.5 ELSE headroom_rank END AS points_wallet,
        100 * CAST(0.25 AS DOUBLE) * cross_buy_rank AS points_cross_buy,
        CAST(0.2 AS DOUBLE) * engagement AS points_engagement,
        100 * CAST(0.2 AS DOUBLE) * CASE
            WHEN stage = 'growing' THEN 1.0
            WHEN stage = 'new' THEN 0.8
            WHEN stage = 'mature' THEN 0.6
            WHEN stage = 'prospect' THEN 0.5
            WHEN stage = 'declining' THEN 0.4
            WHEN stage = 'dormant' THEN 0.2
            WHEN stage = 'suspect' THEN 0.2
            ELSE 0.0
        END AS points_stage
    FROM placed
)
SELECT *, least(points_wallet + points_cross_buy + points_engagement + points_stage, 100) AS uplift_score
FROM pointed

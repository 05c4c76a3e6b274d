-- grain: one category: share of the brand's people who buy it within a year, and its place among all by that
-- reads: wallet_holding
WITH held AS (
    SELECT category_no, count(*) AS people FROM wallet_holding WHERE mask_no = 0 GROUP BY category_no
),
everybody AS (
    SELECT count(DISTINCT customer_no) AS people FROM wallet_holding WHERE mask_no = 0
)
SELECT h.category_no, CAST(h.people AS DOUBLE) / nullif(e.people, 0) AS held_by,
    -ln(1 - CAST(h.people AS DOUBLE) / nullif(e.people + 1, 0)) AS surprise,  -- what lacking it says, in nats
    row_number() OVER (ORDER BY h.people DESC, h.category_no) AS place
FROM held AS h
CROSS JOIN everybody AS e

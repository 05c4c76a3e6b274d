/* grain: one category: share of the brand's people who buy it within a year, and its place among all by that */
/* reads: wallet_holding */
WITH held AS (
  SELECT
    category_no,
    COUNT(*) AS people
  FROM wallet_holding
  WHERE
    mask_no = 0
  GROUP BY
    category_no
), everybody AS (
  SELECT
    COUNT(DISTINCT customer_no) AS people
  FROM wallet_holding
  WHERE
    mask_no = 0
)
SELECT
  h.category_no,
  CAST(h.people AS DOUBLE) / NULLIF(e.people, 0) AS held_by,
  -LN(1 - CAST(h.people AS DOUBLE) / NULLIF(e.people + 1, 0)) AS surprise, /* what lacking it says, in nats */
  ROW_NUMBER() OVER (ORDER BY h.people DESC, h.category_no NULLS LAST) AS place
FROM held AS h
CROSS JOIN everybody AS e

/* grain: one category known by the as-of date, numbered by name, with the margin that counts for it */
/* reads: order_line, product, margin_setting */
WITH named AS (
  SELECT DISTINCT
    COALESCE(l.category, p.category, '(uncategorised)') AS category
  FROM order_line AS l
  LEFT JOIN product AS p
    ON p.product_id = l.product_id
  WHERE
    l.ordered_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND NOT l.customer_key IS NULL
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY n.category NULLS LAST) AS INT) AS category_no,
  n.category,
  n.category <> '(uncategorised)' AS named,
  COALESCE(m.margin, CAST(0.4 AS DOUBLE)) AS margin
FROM named AS n
LEFT JOIN margin_setting AS m
  ON m.category = n.category

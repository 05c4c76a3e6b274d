/* grain: one good that many have: products of one name in one category (without a name: one product); an input */
/* reads: drawn_product, category_fact */
WITH held AS (
  SELECT DISTINCT
    customer_no,
    item,
    label
  FROM drawn_product
), counted AS (
  SELECT
    item,
    label,
    COUNT(*) AS holders
  FROM held
  GROUP BY
    item,
    label
), ranked AS (
  SELECT
    item,
    label,
    holders,
    ROW_NUMBER() OVER (ORDER BY holders DESC, item NULLS LAST, label NULLS LAST) AS place
  FROM counted
  WHERE
    holders >= 30
), items AS (
  SELECT
    COUNT(*) AS n
  FROM category_fact
)
SELECT
  CAST(i.n + r.place - 1 AS INT) AS input,
  r.item,
  r.label,
  r.holders
FROM ranked AS r
CROSS JOIN items AS i
WHERE
  r.place <= 2000

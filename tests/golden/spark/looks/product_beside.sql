/* grain: one pair of categories: the product of the one that most people have who own the other */
/* reads: drawn_product, holding */
WITH popular AS (
  SELECT
    item,
    product_id,
    ROW_NUMBER() OVER (PARTITION BY item ORDER BY COUNT(*) DESC, product_id NULLS LAST) AS place
  FROM drawn_product
  GROUP BY
    item,
    product_id
), bought AS (
  SELECT
    b.customer_no,
    b.item,
    b.product_id
  FROM drawn_product AS b
  JOIN popular AS p
    ON p.item = b.item AND p.product_id = b.product_id
  WHERE
    p.place <= 20 AND b.customer_no % 1 = 0
), counted AS (
  SELECT
    h.item AS because,
    b.item,
    b.product_id,
    COUNT(*) AS persons
  FROM bought AS b
  JOIN holding AS h
    ON h.customer_no = b.customer_no AND h.item <> b.item
  GROUP BY
    h.item,
    b.item,
    b.product_id
), ranked AS (
  SELECT
    because,
    item,
    product_id,
    persons,
    ROW_NUMBER() OVER (PARTITION BY because, item ORDER BY persons DESC, product_id NULLS LAST) AS place
  FROM counted
)
SELECT
  because,
  item,
  product_id,
  persons
FROM ranked
WHERE
  place = 1

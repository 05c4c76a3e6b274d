/* grain: one person drawn and one product bought, in the category it was bought in */
/* reads: sale, product, category_fact */
WITH bought AS (
  SELECT DISTINCT
    customer_no,
    category_no,
    product_id
  FROM sale
  WHERE
    paid = 1 AND NOT product_id IS NULL AND customer_no % 1 = 0
)
SELECT
  b.customer_no,
  f.item,
  b.product_id,
  COALESCE(d.name, b.product_id) AS label
FROM bought AS b
JOIN category_fact AS f
  ON f.category_no = b.category_no
LEFT JOIN product AS d
  ON d.product_id = b.product_id

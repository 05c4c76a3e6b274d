/* grain: the brand: its named categories, and the persons who have bought in more than one of them */
/* reads: sale, category */
WITH held AS (
  SELECT DISTINCT
    s.customer_no,
    s.category_no
  FROM sale AS s
  JOIN category AS c
    ON c.category_no = s.category_no
  WHERE
    s.paid = 1 AND c.named
), person_held AS (
  SELECT
    customer_no,
    COUNT(*) AS categories
  FROM held
  GROUP BY
    customer_no
), shared AS (
  SELECT
    COALESCE(SUM(CASE WHEN categories > 1 THEN 1 ELSE 0 END), 0) AS several
  FROM person_held
), known AS (
  SELECT
    COALESCE(SUM(CASE WHEN named THEN 1 ELSE 0 END), 0) AS categories
  FROM category
)
SELECT
  k.categories,
  s.several
FROM known AS k
CROSS JOIN shared AS s

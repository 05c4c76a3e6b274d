/* grain: one person who told what is spent a year anywhere: said of everything, else of categories (others as bought) */
/* reads: wallet_statement, category_history */
WITH known AS (
  SELECT
    customer_no,
    category_no
  FROM wallet_statement
  WHERE
    category_no > 0
  UNION
  SELECT
    h.customer_no,
    h.category_no
  FROM category_history AS h
  JOIN (
    SELECT DISTINCT
      customer_no
    FROM wallet_statement
  ) AS w
    ON w.customer_no = h.customer_no
  WHERE
    h.spend_12m > 0
), added AS (
  SELECT
    k.customer_no,
    SUM(
      CAST(GREATEST(COALESCE(s.amount, 0), COALESCE(CAST(h.spend_12m AS DOUBLE), 0)) AS DECIMAL(18, 4))
    ) AS amount
  FROM known AS k
  LEFT JOIN wallet_statement AS s
    ON s.customer_no = k.customer_no AND s.category_no = k.category_no
  LEFT JOIN category_history AS h
    ON h.customer_no = k.customer_no AND h.category_no = k.category_no
  GROUP BY
    k.customer_no
), everything AS (
  SELECT
    customer_no,
    amount
  FROM wallet_statement
  WHERE
    category_no = 0
)
SELECT
  COALESCE(a.customer_no, e.customer_no) AS customer_no,
  COALESCE(e.amount, CAST(a.amount AS DOUBLE)) AS amount
FROM added AS a
FULL JOIN everything AS e
  ON e.customer_no = a.customer_no

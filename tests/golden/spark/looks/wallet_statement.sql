/* grain: one person's latest statement of what is spent a year anywhere in one category; 0 for everything */
/* reads: declared_spend, person, category */
WITH stated AS (
  SELECT
    p.customer_no,
    d.category,
    d.source,
    d.customer_key,
    CASE WHEN d.period = 'month' THEN 12 * d.amount ELSE d.amount END AS amount,
    COALESCE(d.stated_at, CAST('1970-01-01' AS TIMESTAMP_NTZ)) AS stated_at,
    d.period
  FROM declared_spend AS d
  JOIN person AS p
    ON p.source = d.source AND p.customer_key = d.customer_key
  WHERE
    (
      d.stated_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
      OR d.stated_at IS NULL
    )
    AND d.amount > 0
), ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY customer_no, category
      ORDER BY stated_at DESC, source NULLS LAST, customer_key NULLS LAST, period DESC
    ) AS latest
  FROM stated
)
SELECT
  r.customer_no,
  COALESCE(c.category_no, 0) AS category_no,
  CAST(r.amount AS DOUBLE) AS amount
FROM ranked AS r
LEFT JOIN category AS c
  ON c.category = r.category
WHERE
  r.latest = 1 AND (
    r.category = '*' OR NOT c.category_no IS NULL
  )

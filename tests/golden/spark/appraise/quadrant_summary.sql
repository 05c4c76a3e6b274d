/* grain: one quadrant */
/* reads: appraisal, cut, investment, person, standing */
WITH quadrant_word AS (
  SELECT
    'growth_stock' AS quadrant,
    1 AS vital
  UNION ALL
  SELECT
    'cash_cow' AS quadrant,
    1 AS vital
  UNION ALL
  SELECT
    'sleeping_gold' AS quadrant,
    0 AS vital
  UNION ALL
  SELECT
    'low_yield' AS quadrant,
    0 AS vital
), summed /* in decimals, so that sums do not depend on their order */ AS (
  SELECT
    quadrant,
    COUNT(*) AS customers,
    CAST(SUM(CAST(revenue_12m AS DECIMAL(28, 4))) AS DOUBLE) AS revenue_12m,
    CAST(SUM(CAST(value_12m AS DECIMAL(28, 4))) AS DOUBLE) AS value_12m,
    CAST(SUM(CAST(clv AS DECIMAL(28, 4))) AS DOUBLE) AS clv,
    CAST(SUM(CAST(headroom AS DECIMAL(28, 4))) AS DOUBLE) AS headroom,
    CAST(SUM(CAST(uplift_score AS DECIMAL(18, 9))) AS DOUBLE) / NULLIF(COUNT(*), 0) AS mean_score
  FROM appraisal
  GROUP BY
    quadrant
), booked AS (
  SELECT
    s.quadrant,
    CAST(SUM(v.money) AS DOUBLE) AS money
  FROM investment AS v
  JOIN person AS p
    ON p.source = v.source AND p.customer_key = v.customer_key
  JOIN standing AS s
    ON s.customer_no = p.customer_no
  WHERE
    v.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    AND (
      CAST(UNIX_MICROS(CAST(v.occurred_at AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) >= (
      CAST(UNIX_MICROS(CAST(CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ)) AS DOUBLE) / 1000000
    ) - 365 * 86400
  GROUP BY
    s.quadrant
), kept AS (
  SELECT
    COUNT(*) AS bookings
  FROM investment
  WHERE
    occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
)
SELECT
  w.quadrant,
  COALESCE(s.customers, 0) AS customers,
  COALESCE(s.revenue_12m, 0) AS revenue_12m,
  COALESCE(s.value_12m, 0) AS value_12m,
  COALESCE(s.clv, 0) AS clv,
  s.headroom,
  s.mean_score,
  COALESCE(b.money, CASE WHEN k.bookings > 0 THEN 0 END) AS invested_12m,
  c.potential AS potential_cut,
  c.vitality AS vitality_cut
FROM quadrant_word AS w
JOIN cut AS c
  ON c.vital = w.vital
CROSS JOIN kept AS k
LEFT JOIN booked AS b
  ON b.quadrant = w.quadrant
LEFT JOIN summed AS s
  ON s.quadrant = w.quadrant

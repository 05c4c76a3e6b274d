/* grain: one person's days of the last 365, as they are (mask 0) or as a mask leaves them: volume, baskets, gaps */
/* reads: wallet_day */
WITH spaced AS (
  SELECT
    mask_no,
    customer_no,
    days_ago,
    money,
    lines,
    orders,
    LAG(days_ago) OVER (PARTITION BY mask_no, customer_no ORDER BY days_ago DESC) - days_ago AS gap,
    CAST(LN(CAST(money AS DOUBLE)) AS DECIMAL(18, 6)) AS log_money
  FROM wallet_day
), summed AS (
  SELECT
    mask_no,
    customer_no,
    CAST(COUNT(*) AS DOUBLE) AS days,
    CAST(SUM(orders) AS DOUBLE) AS orders,
    CAST(SUM(lines) AS DOUBLE) AS lines,
    CAST(SUM(money) AS DOUBLE) AS money,
    CAST(COUNT(gap) AS DOUBLE) AS gaps,
    CAST(SUM(log_money) AS DOUBLE) AS log_money,
    CAST(SUM(CAST(log_money * log_money AS DECIMAL(18, 6))) AS DOUBLE) AS log_money_squares,
    CAST(SUM(CAST(LN(gap) AS DECIMAL(18, 6))) AS DOUBLE) AS log_gap,
    CAST(SUM(CAST(LN(gap) * LN(gap) AS DECIMAL(18, 6))) AS DOUBLE) AS log_gap_squares,
    CAST(COUNT(DISTINCT CAST(FLOOR(CAST(days_ago AS DOUBLE) / 7.0) AS INT)) AS DOUBLE) AS weeks,
    CAST(MAX(days_ago) AS DOUBLE) AS first_ago,
    CAST(MIN(days_ago) AS DOUBLE) AS last_ago,
    CAST(SUM(CASE WHEN money > CAST(0.0 AS DOUBLE) THEN 1 ELSE 0 END) AS DOUBLE) AS large,
    CAST(SUM(CASE WHEN money < CAST(0.0 AS DOUBLE) THEN 1 ELSE 0 END) AS DOUBLE) AS small,
    CAST(SUM(CASE WHEN gap = 1 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_1,
    CAST(SUM(CASE WHEN gap BETWEEN 2 AND 3 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_3,
    CAST(SUM(CASE WHEN gap BETWEEN 4 AND 6 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_6,
    CAST(SUM(CASE WHEN gap = 7 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_7,
    CAST(SUM(CASE WHEN gap BETWEEN 8 AND 13 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_13,
    CAST(SUM(CASE WHEN gap BETWEEN 14 AND 31 THEN 1 ELSE 0 END) AS DOUBLE) AS gap_31
  FROM spaced
  GROUP BY
    mask_no,
    customer_no
)
SELECT
  mask_no,
  customer_no,
  money AS own,
  days,
  LN(money) AS log_own,
  LN(days) AS log_days,
  LN(orders) AS log_orders,
  CAST(log_money AS DOUBLE) / NULLIF(days, 0) AS basket,
  SQRT(
    GREATEST(
      CAST(log_money_squares AS DOUBLE) / NULLIF(days, 0) - CAST(log_money AS DOUBLE) / NULLIF(days, 0) * (
        CAST(log_money AS DOUBLE) / NULLIF(days, 0)
      ),
      0
    )
  ) AS basket_spread,
  LN(CAST(lines AS DOUBLE) / NULLIF(orders, 0)) AS lines_an_order,
  LN(CAST(money AS DOUBLE) / NULLIF(lines, 0)) AS price,
  CAST((
    orders - days
  ) AS DOUBLE) / NULLIF(GREATEST(orders - 1, 1), 0) AS same_day,
  COALESCE(CAST(log_gap AS DOUBLE) / NULLIF(gaps, 0), 4) AS gap,
  COALESCE(
    SQRT(
      GREATEST(
        CAST(log_gap_squares AS DOUBLE) / NULLIF(gaps, 0) - CAST(log_gap AS DOUBLE) / NULLIF(gaps, 0) * (
          CAST(log_gap AS DOUBLE) / NULLIF(gaps, 0)
        ),
        0
      )
    ),
    0
  ) AS gap_spread,
  weeks,
  LN(first_ago + 1) AS tenure,
  LN(last_ago + 1) AS silence,
  CAST(large AS DOUBLE) / NULLIF(days, 0) AS large,
  CAST(small AS DOUBLE) / NULLIF(days, 0) AS small,
  COALESCE(CAST(gap_1 AS DOUBLE) / NULLIF(gaps, 0), 0) AS gap_1,
  COALESCE(CAST(gap_3 AS DOUBLE) / NULLIF(gaps, 0), 0) AS gap_3,
  COALESCE(CAST(gap_6 AS DOUBLE) / NULLIF(gaps, 0), 0) AS gap_6,
  COALESCE(CAST(gap_7 AS DOUBLE) / NULLIF(gaps, 0), 0) AS gap_7,
  COALESCE(CAST(gap_13 AS DOUBLE) / NULLIF(gaps, 0), 0) AS gap_13,
  COALESCE(CAST(gap_31 AS DOUBLE) / NULLIF(gaps, 0), 0) AS gap_31
FROM summed
WHERE
  money > 0

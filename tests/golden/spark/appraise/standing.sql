/* grain: one known person's quadrant; whoever was beyond a cut in the last run must come well past it to change sides */
/* reads: score, cut, look, previous_appraisal */
WITH known AS (
  SELECT
    s.customer_no,
    s.orders,
    s.uplift_score,
    p.quadrant AS before,
    CASE
      WHEN s.value_12m > 0
      AND CASE
        WHEN p.quadrant IN ('growth_stock', 'cash_cow')
        THEN s.value_12m >= c.vitality_low
        WHEN p.quadrant IN ('sleeping_gold', 'low_yield')
        THEN s.value_12m >= c.vitality_high
        ELSE s.value_12m >= c.vitality
      END
      THEN 1
      ELSE 0
    END AS vital /* without any expected contribution nobody is vital, wherever the cut lies */
  FROM score AS s
  JOIN look AS l
    ON l.customer_no = s.customer_no
  JOIN cut AS c
    ON c.vital = 1
  LEFT JOIN previous_appraisal AS p
    ON p.customer_id = l.customer_id
), sided AS (
  SELECT
    k.customer_no,
    k.vital,
    CASE
      WHEN k.orders = 0 AND k.vital = 1
      THEN TRUE
      WHEN k.before IN ('growth_stock', 'sleeping_gold')
      THEN k.uplift_score >= c.potential_low
      WHEN k.before IN ('cash_cow', 'low_yield')
      THEN k.uplift_score >= c.potential_high
      ELSE k.uplift_score >= c.potential
    END AS promising
  FROM known AS k
  JOIN cut AS c
    ON c.vital = k.vital
)
SELECT
  customer_no,
  CASE
    WHEN promising AND vital = 1
    THEN 'growth_stock'
    WHEN vital = 1
    THEN 'cash_cow'
    WHEN promising
    THEN 'sleeping_gold'
    ELSE 'low_yield'
  END AS quadrant
FROM sided

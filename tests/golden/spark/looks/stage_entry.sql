/* grain: one entry of one person into one stage, over all runs */
/* reads: life_stage, customer_name, previous_stage_entry */
WITH entered AS (
  SELECT
    n.customer_id,
    s.stage_since AS entered,
    s.stage,
    s.before AS from_stage
  FROM life_stage AS s
  JOIN customer_name AS n
    ON n.customer_no = s.customer_no
  WHERE
    s.before IS NULL OR s.before <> s.stage
)
SELECT
  customer_id,
  entered,
  stage,
  from_stage
FROM entered
UNION ALL
SELECT
  p.customer_id,
  p.entered,
  p.stage,
  p.from_stage
FROM previous_stage_entry AS p
JOIN customer_name AS n
  ON n.customer_id = p.customer_id
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM entered AS e
    WHERE
      e.customer_id = p.customer_id AND e.entered = p.entered AND e.stage = p.stage
  )

/* grain: one event in the life of a person's child, on its day: due or happened */
/* reads: customer__row, person, life_event_setting */
/* A date that files about customers tell counts with the record, as an identifier does; a child expected is the child */
/* born within four months before or two after the date. */
WITH told AS (
  SELECT
    source,
    customer_key,
    child_birthday,
    due_date,
    ROW_NUMBER() OVER (
      PARTITION BY source, customer_key
      ORDER BY CASE WHEN evidence_at IS NULL THEN 1 ELSE 0 END NULLS LAST, evidence_at NULLS LAST, load_number NULLS LAST, child_birthday NULLS LAST, due_date NULLS LAST
    ) AS age
  FROM customer__row
  WHERE
    (
      NOT child_birthday IS NULL OR NOT due_date IS NULL
    )
    AND (
      evidence_at IS NULL
      OR first_seen_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
    )
), latest AS (
  SELECT
    source,
    customer_key,
    MAX_BY(child_birthday, CASE WHEN NOT child_birthday IS NULL THEN age END) FILTER(WHERE
      NOT child_birthday IS NULL) AS born,
    MAX_BY(due_date, CASE WHEN NOT due_date IS NULL THEN age END) FILTER(WHERE
      NOT due_date IS NULL) AS due
  FROM told
  GROUP BY
    source,
    customer_key
), known AS (
  SELECT
    p.customer_id,
    l.born,
    l.due
  FROM latest AS l
  JOIN person AS p
    ON p.source = l.source AND p.customer_key = l.customer_key
  WHERE
    p.known = 1
), child AS (
  SELECT
    customer_id,
    born AS born
  FROM known
  WHERE
    NOT born IS NULL
  UNION
  SELECT
    d.customer_id,
    d.due AS born
  FROM known AS d
  WHERE
    NOT d.due IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM known AS b
      WHERE
        b.customer_id = d.customer_id
        AND DATEDIFF(DAY, CAST(b.born AS DATE), CAST(d.due AS DATE)) BETWEEN -60 AND 120
    )
), dated AS (
  SELECT
    c.customer_id,
    s.event,
    s.months,
    s.categories,
    CAST(c.born + s.months * INTERVAL '1' MONTH AS DATE) AS date
  FROM child AS c
  CROSS JOIN life_event_setting AS s
)
SELECT
  customer_id,
  event,
  date,
  CASE WHEN date > CAST('2026-06-30' AS DATE) THEN 'due' ELSE 'happened' END AS status,
  CAST(months AS BIGINT) AS months,
  categories
FROM dated

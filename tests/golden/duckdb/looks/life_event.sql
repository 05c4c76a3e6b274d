-- grain: one event in the life of a person's child, on its day: due or happened
-- reads: customer__row, person, life_event_setting
--
-- A date that files about customers tell counts with the record, as an identifier does; a child expected is the child
-- born within four months before or two after the date.
WITH told AS (
    SELECT source, customer_key, child_birthday, due_date,
        row_number() OVER (
            PARTITION BY source, customer_key
            ORDER BY CASE WHEN evidence_at IS NULL THEN 1 ELSE 0 END, evidence_at, load_number, child_birthday, due_date
        ) AS age
    FROM customer__row
    WHERE (child_birthday IS NOT NULL OR due_date IS NOT NULL) AND (evidence_at IS NULL OR first_seen_at < TIMESTAMP '2026-07-01 00:00:00.000000')
),
latest AS (
    SELECT source, customer_key,
        max_by(child_birthday, age) FILTER (WHERE child_birthday IS NOT NULL) AS born,
        max_by(due_date, age) FILTER (WHERE due_date IS NOT NULL) AS due
    FROM told
    GROUP BY source, customer_key
),
known AS (
    SELECT p.customer_id, l.born, l.due
    FROM latest AS l
    JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
    WHERE p.known = 1
),
child AS (
    SELECT customer_id, born AS born FROM known WHERE born IS NOT NULL
    UNION
    SELECT d.customer_id, d.due AS born
    FROM known AS d
    WHERE d.due IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM known AS b
        WHERE b.customer_id = d.customer_id
            AND date_diff('day', CAST(b.born AS DATE), CAST(d.due AS DATE)) BETWEEN -60 AND 120
    )
),
dated AS (
    SELECT c.customer_id, s.event, s.months, s.categories,
        CAST(c.born + s.months * INTERVAL '1' MONTH AS DATE) AS date
    FROM child AS c
    CROSS JOIN life_event_setting AS s
)
SELECT customer_id, event, date, CASE WHEN date > DATE '2026-06-30' THEN 'due' ELSE 'happened' END AS status,
    CAST(months AS BIGINT) AS months, categories
FROM dated

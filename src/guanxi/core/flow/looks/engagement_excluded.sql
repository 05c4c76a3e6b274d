-- grain: one person whose taking part is not counted: staff by a tag, or a machine by its pace on too many days
-- reads: interaction_rush, customer__row, person, staff_tag
WITH tagged AS (
    SELECT DISTINCT source, customer_key,
        -- commas, semicolons, bars, quotes and brackets part one tag from the next
        ',' || regexp_replace(
            replace(replace(replace(lower(trim(tags)), '[', ','), ']', ','), '"', ','), '[ ]*[,;，；、|/]+[ ]*', ',', 'g'
        ) || ',' AS tags
    FROM customer__row
    WHERE tags IS NOT NULL AND (evidence_at IS NULL OR first_seen_at < $until)
),
found AS (
    SELECT p.customer_no, 'staff' AS rule, 0 AS days
    FROM tagged AS t
    JOIN staff_tag AS s ON contains(t.tags, ',' || s.tag || ',')
    JOIN person AS p ON p.source = t.source AND p.customer_key = t.customer_key AND p.known = 1
    UNION ALL
    SELECT customer_no, 'machine' AS rule, CAST(count(*) AS INTEGER) AS days
    FROM interaction_rush
    GROUP BY customer_no
    HAVING count(*) > $most_days
)
SELECT f.customer_no, max(p.customer_id) AS customer_id, max(f.rule) AS rule, max(f.days) AS days
FROM found AS f
JOIN person AS p ON p.customer_no = f.customer_no
GROUP BY f.customer_no

-- grain: one thing that happened between a person and the brand; the newest of those with very many
-- reads: customer_day, deed, crowded, category, customer_name
WITH event AS (
    SELECT o.customer_no, CAST($as_of AS TIMESTAMP) - o.days_ago * INTERVAL '1' DAY AS occurred_at,
        CASE WHEN o.revenue < 0 THEN 'refund' ELSE 'purchase' END AS kind, CAST(NULL AS VARCHAR) AS word,
        CASE WHEN a.category = b.category THEN a.category ELSE a.category || ' · ' || b.category END AS title,
        CAST(o.revenue AS DOUBLE) AS amount, CAST(NULL AS DOUBLE) AS minutes,
        CAST(NULL AS VARCHAR) AS channel, CAST(NULL AS VARCHAR) AS staff
    FROM customer_day AS o
    JOIN category AS a ON a.category_no = o.first_category
    JOIN category AS b ON b.category_no = o.last_category
    UNION ALL
    SELECT customer_no, occurred_at, kind, word, title, amount, minutes, channel, staff FROM deed
),
numbered AS (
    SELECT e.*, row_number() OVER (
        PARTITION BY e.customer_no ORDER BY e.occurred_at DESC, e.kind, e.word, e.title, e.amount, e.minutes
    ) AS place
    FROM event AS e
    SEMI JOIN crowded AS c ON c.customer_no = e.customer_no
),
newest AS (
    SELECT * FROM event AS e ANTI JOIN crowded AS c ON c.customer_no = e.customer_no
    UNION ALL
    SELECT * EXCLUDE (place) FROM numbered WHERE place <= $most
)
SELECT n.customer_id, e.occurred_at, e.kind, e.word, e.title, e.amount, e.minutes, e.channel, e.staff
FROM newest AS e
JOIN customer_name AS n ON n.customer_no = e.customer_no

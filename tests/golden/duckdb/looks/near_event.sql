-- grain: one person whose child has an event near: the next one within the horizon, else the last one of 30 days
-- reads: life_event, customer_name
WITH near AS (
    SELECT n.customer_no, e.date, e.months, CAST(floor(epoch(CAST(e.date AS TIMESTAMP)) / 86400) AS INTEGER) - 20634 AS ahead
    FROM life_event AS e
    JOIN customer_name AS n ON n.customer_id = e.customer_id
),
placed AS (
    SELECT customer_no, date, months, ahead,
        row_number() OVER (
            PARTITION BY customer_no ORDER BY CASE WHEN ahead > 0 THEN 0 ELSE 1 END, abs(ahead), months
        ) AS place
    FROM near
    WHERE ahead > -30 AND ahead <= 90
)
SELECT customer_no, date, months, ahead FROM placed WHERE place = 1

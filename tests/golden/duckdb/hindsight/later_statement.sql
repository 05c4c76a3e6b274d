-- grain: one person who told after the past day, within the horizon, what is spent a year anywhere (the latest statement)
-- reads: declared_spend, person
WITH stated AS (
    SELECT p.customer_no, CASE WHEN d.period = 'month' THEN 12 * d.amount ELSE d.amount END AS amount,
        row_number() OVER (
            PARTITION BY p.customer_no ORDER BY d.stated_at DESC, d.source, d.customer_key, d.period DESC
        ) AS latest
    FROM declared_spend AS d
    JOIN person AS p ON p.source = d.source AND p.customer_key = d.customer_key
    WHERE d.category = '*' AND d.amount > 0 AND d.stated_at >= TIMESTAMP '2026-07-01 00:00:00.000000' AND d.stated_at < TIMESTAMP '2026-09-29 00:00:00.000000'
)
SELECT customer_no, CAST(amount AS DOUBLE) AS amount FROM stated WHERE latest = 1

-- grain: one day of the persons drawn whom the latest past origin knew: how many bought first and how many again
-- reads: customer_day, history
SELECT d.days_ago,
    CAST(sum(CASE WHEN d.days_ago = h.first_ago THEN 1 ELSE 0 END) AS BIGINT) AS acquired,
    CAST(sum(CASE WHEN d.days_ago < h.first_ago THEN 1 ELSE 0 END) AS BIGINT) AS repeats
FROM customer_day AS d
JOIN history AS h ON h.customer_no = d.customer_no
WHERE d.purchase = 1 AND h.first_ago >= 0 AND d.customer_no % 997 < 997
GROUP BY d.days_ago

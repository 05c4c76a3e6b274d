-- grain: one buyer: days since the first and last purchase, purchases of the last horizon; the same one horizon ago
-- reads: customer_day
SELECT customer_no, max(days_ago) AS age, min(days_ago) AS silence,
    CAST(sum(CASE WHEN days_ago < 90 THEN 1 ELSE 0 END) AS INTEGER) AS recent,
    min(CASE WHEN days_ago >= 90 THEN days_ago END) - 90 AS silence_before,
    CAST(sum(CASE WHEN days_ago >= 90 AND days_ago < 2 * 90 THEN 1 ELSE 0 END) AS INTEGER) AS recent_before
FROM customer_day
WHERE purchase = 1
GROUP BY customer_no

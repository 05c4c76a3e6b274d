-- grain: one known person as of a past day with what anybody could rank by; kept while later sales are read
-- reads: look, figure, history
SELECT l.customer_no, l.customer_id, CASE WHEN f.orders > 0 THEN f.silence ELSE 36500 END AS silence, f.orders, f.usual, f.recent,
    coalesce(CAST(h.revenue AS DOUBLE), 0) AS spent
FROM look AS l
JOIN figure AS f ON f.customer_no = l.customer_no
LEFT JOIN history AS h ON h.customer_no = l.customer_no

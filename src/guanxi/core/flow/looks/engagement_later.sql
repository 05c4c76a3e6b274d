-- grain: one person drawn and one past day: purchases before it, and the contribution of the horizon after it
-- reads: customer_day, known_customer, engagement_origin
SELECT o.origin_no, k.customer_no,
    CAST(coalesce(sum(CASE WHEN d.days_ago >= o.days_back AND d.days_ago < o.days_back + $horizon
        THEN d.contribution ELSE 0 END), 0) AS DOUBLE) AS money_before,
    CAST(coalesce(sum(CASE WHEN d.days_ago >= o.days_back AND d.days_ago < o.days_back + 365
        THEN d.contribution ELSE 0 END), 0) AS DOUBLE) AS money_year,
    CAST(coalesce(sum(CASE WHEN d.days_ago >= o.days_back AND d.days_ago < o.days_back + $horizon
        THEN d.purchase ELSE 0 END), 0) AS DOUBLE) AS bought_before,
    CAST(coalesce(sum(CASE WHEN d.days_ago >= o.days_back THEN d.purchase ELSE 0 END), 0) AS DOUBLE) AS bought_ever,
    CAST(coalesce(min(CASE WHEN d.days_ago >= o.days_back AND d.purchase = 1
        THEN d.days_ago - o.days_back END), 3650) AS DOUBLE) AS silence,
    CAST(coalesce(sum(CASE WHEN d.days_ago < o.days_back AND d.days_ago >= o.days_back - $horizon
        THEN d.contribution ELSE 0 END), 0) AS DOUBLE) AS money_after
FROM known_customer AS k
CROSS JOIN engagement_origin AS o
LEFT JOIN customer_day AS d ON d.customer_no = k.customer_no
WHERE k.customer_no % $every = 0
GROUP BY o.origin_no, k.customer_no

-- grain: one named category that a person drawn bought for the first time in the horizon after the past day
-- reads: sale, category
SELECT s.customer_no, c.category
FROM sale AS s
JOIN category AS c ON c.category_no = s.category_no
WHERE s.paid = 1 AND c.named AND s.customer_no % $every = 0
GROUP BY s.customer_no, c.category
HAVING max(s.days_ago) < $horizon

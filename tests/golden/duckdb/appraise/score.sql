-- grain: one known person with the points that each look gives, and their sum
-- reads: look, point
SELECT l.customer_no, l.orders, l.value_12m,
    p.points_wallet, p.points_cross_buy, p.points_engagement, p.points_stage,
    least(p.points_wallet + p.points_cross_buy + p.points_engagement + p.points_stage, 100) AS uplift_score
FROM look AS l
JOIN point AS p ON p.customer_no = l.customer_no

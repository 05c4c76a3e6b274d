-- grain: one person on contract: whether the relationship lives, and the fees of renewals expected within the horizon
-- reads: membership_forecast
SELECT customer_no, max(lives) AS lives, sum(fees) AS fees, sum(fees_low) AS fees_low, sum(fees_high) AS fees_high,
    sum(fees_discounted) AS fees_discounted
FROM membership_forecast
GROUP BY customer_no

/* grain: one person on contract: whether the relationship lives, and the fees of renewals expected within the horizon */
/* reads: membership_forecast */
SELECT
  customer_no,
  MAX(lives) AS lives,
  SUM(fees) AS fees,
  SUM(fees_low) AS fees_low,
  SUM(fees_high) AS fees_high,
  SUM(fees_discounted) AS fees_discounted
FROM membership_forecast
GROUP BY
  customer_no

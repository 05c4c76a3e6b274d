/* grain: one person drawn and one past origin: purchases and net revenue within the horizon after it, where there were any */
/* reads: customer_day, origin */
SELECT
  o.origin_no,
  d.customer_no,
  CAST(SUM(d.purchase) AS DOUBLE) AS purchases,
  CAST(SUM(d.revenue) AS DOUBLE) AS revenue
FROM customer_day AS d
JOIN origin AS o
  ON d.days_ago < o.days_back AND d.days_ago >= o.days_back - o.horizon
WHERE
  o.origin_no > 0 AND d.customer_no % 997 < 997
GROUP BY
  o.origin_no,
  d.customer_no

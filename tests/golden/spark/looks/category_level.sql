/* grain: the brand, where thirty statements or more of categories bought are there: what was said, in times the guess */
/* reads: category_guess, wallet_statement */
SELECT
  PERCENTILE(CAST(t.amount AS DOUBLE) / NULLIF(g.guess, 0), 0.1) AS low,
  PERCENTILE(CAST(t.amount AS DOUBLE) / NULLIF(g.guess, 0), 0.5) AS middle,
  PERCENTILE(CAST(t.amount AS DOUBLE) / NULLIF(g.guess, 0), 0.9) AS high
FROM category_guess AS g
JOIN wallet_statement AS t
  ON t.customer_no = g.customer_no AND t.category_no = g.category_no
HAVING
  COUNT(*) >= 30

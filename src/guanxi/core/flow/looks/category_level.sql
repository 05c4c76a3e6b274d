-- grain: the brand, where thirty statements or more of categories bought are there: what was said, in times the guess
-- reads: category_guess, wallet_statement
SELECT percentile_cont(0.1) WITHIN GROUP (ORDER BY t.amount / nullif(g.guess, 0)) AS low,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t.amount / nullif(g.guess, 0)) AS middle,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY t.amount / nullif(g.guess, 0)) AS high
FROM category_guess AS g
JOIN wallet_statement AS t ON t.customer_no = g.customer_no AND t.category_no = g.category_no
HAVING count(*) >= 30

-- grain: one person whose spend may speak for others: two purchases and 90 days of tenure at least; bands of purse
-- reads: customer_value
--
-- Comparable are people with the same purse, seen in what they spend at a purchase: twentieths and fifths of the brand.
-- How often or how broadly they buy from us is left out: it is our share of the wallet, not the wallet, and says little
-- about spending elsewhere (Du, Kamakura & Mela 2007).
SELECT customer_no, greatest(revenue_12m, 0) AS own,
    CAST(ntile(20) OVER (ORDER BY spend, customer_no) AS INTEGER) AS twentieth,
    CAST(ntile(5) OVER (ORDER BY spend, customer_no) AS INTEGER) AS fifth
FROM customer_value
WHERE orders >= 2 AND "T" >= 90

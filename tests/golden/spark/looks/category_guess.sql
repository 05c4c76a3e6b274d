/* grain: one person in one category bought: what the upper end of people with a like purse spends there, at least own */
/* reads: category_spender, category_wallet_group */
SELECT
  s.customer_no,
  s.category_no,
  s.spend,
  s.named,
  GREATEST(s.spend, ROUND(COALESCE(fine.high, coarse.high), 6)) AS guess
FROM category_spender AS s
JOIN category_wallet_group AS coarse
  ON coarse.category_no = s.category_no AND coarse.fifth = 0 AND NOT s.fifth IS NULL
LEFT JOIN category_wallet_group AS fine
  ON fine.category_no = s.category_no AND fine.fifth = s.fifth

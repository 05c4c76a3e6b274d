/* grain: one customer in one category bought in the last 365 days; wallet empty where unknown */
/* reads: category_spender, category_guess, category_level, category, wallet, wallet_statement, customer_name */
/* Who told about the category is believed. Otherwise: what the upper end of people with a like purse spends there, on */
/* the level of what others told (without statements: as unsure as the person's whole wallet). Never below own spend. */
WITH sized AS (
  SELECT
    s.customer_no,
    s.category_no,
    s.spend,
    s.named,
    COALESCE(t.amount, g.guess * COALESCE(l.middle, 1)) AS wallet,
    COALESCE(
      CAST(t.amount AS DOUBLE) / 1.25,
      g.guess * COALESCE(l.low, CAST(w.low AS DOUBLE) / NULLIF(w.wallet, 0))
    ) AS low,
    COALESCE(
      t.amount * 1.25,
      g.guess * COALESCE(l.high, CAST(w.high AS DOUBLE) / NULLIF(w.wallet, 0))
    ) AS high
  FROM category_spender AS s
  LEFT JOIN wallet AS w
    ON w.customer_no = s.customer_no
  LEFT JOIN category_guess AS g
    ON g.customer_no = s.customer_no AND g.category_no = s.category_no
  LEFT JOIN wallet_statement AS t
    ON t.customer_no = s.customer_no AND t.category_no = s.category_no
  LEFT JOIN category_level AS l
    ON 1 = 1
), bounded AS (
  SELECT
    customer_no,
    category_no,
    spend,
    CASE WHEN named AND NOT low IS NULL THEN GREATEST(wallet, spend) END AS wallet,
    CASE WHEN named AND NOT low IS NULL THEN GREATEST(low, spend) END AS wallet_low,
    CASE WHEN named AND NOT low IS NULL THEN GREATEST(high, spend) END AS wallet_high
  FROM sized
)
SELECT
  n.customer_id,
  c.category,
  b.spend,
  b.wallet,
  b.wallet_low,
  b.wallet_high,
  CAST(b.spend AS DOUBLE) / NULLIF(b.wallet, 0) AS share
FROM bounded AS b
JOIN category AS c
  ON c.category_no = b.category_no
JOIN customer_name AS n
  ON n.customer_no = b.customer_no

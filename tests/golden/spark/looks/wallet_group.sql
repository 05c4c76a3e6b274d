/* grain: people with the same purse, many enough to speak: 1 a twentieth, 2 a fifth, 3 all; what their wallets are */
/* reads: wallet_peer, wallet_estimate */
WITH estimated AS (
  SELECT
    p.twentieth,
    p.fifth,
    p.own * e.times AS wallet
  FROM wallet_peer AS p
  JOIN wallet_estimate AS e
    ON e.customer_no = p.customer_no
  WHERE
    p.own > 0
), banded AS (
  SELECT
    1 AS level,
    twentieth AS band,
    wallet
  FROM estimated
  UNION ALL
  SELECT
    2 AS level,
    fifth AS band,
    wallet
  FROM estimated
  UNION ALL
  SELECT
    3 AS level,
    0 AS band,
    wallet
  FROM estimated
)
SELECT
  level,
  band,
  COUNT(*) AS peers,
  PERCENTILE(CAST(wallet AS DOUBLE), 0.1) AS low,
  PERCENTILE(CAST(wallet AS DOUBLE), 0.5) AS middle,
  PERCENTILE(CAST(wallet AS DOUBLE), 0.9) AS high
FROM banded
GROUP BY
  level,
  band
HAVING
  COUNT(*) >= 50

/* grain: one person whose wallet is known: what the upper end of comparable persons spends a year, never below own spend */
/* reads: wallet_peer, wallet_group */
WITH matched AS (
  SELECT
    p.customer_no,
    p.own,
    COALESCE(fine.level, middle.level, coarse.level) AS level,
    COALESCE(fine.peers, middle.peers, coarse.peers) AS peers,
    COALESCE(fine.high, middle.high, coarse.high) AS high,
    COALESCE(fine.middle, middle.middle, coarse.middle) AS usual
  FROM wallet_peer AS p
  LEFT JOIN wallet_group AS fine
    ON fine.level = 1 AND fine.band = p.twentieth
  LEFT JOIN wallet_group AS middle
    ON middle.level = 2 AND middle.band = p.fifth
  LEFT JOIN wallet_group AS coarse
    ON coarse.level = 3
)
SELECT
  customer_no,
  own,
  GREATEST(own, ROUND(high, 6)) AS wallet,
  (
    CASE WHEN level = 1 THEN 1.0 WHEN level = 2 THEN 0.8 ELSE 0.6 END
  ) /* more peers, a finer likeness and a narrower spread make a wallet more certain */ * (
    CAST(peers AS DOUBLE) / NULLIF(peers + 50, 0)
  ) * (
    0.5 + 0.5 * LEAST(CAST(usual AS DOUBLE) / NULLIF(high, 0), 1)
  ) AS confidence
FROM matched
WHERE
  high > 0

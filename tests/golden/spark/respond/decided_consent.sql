/* grain: one person and one action that she has said something about, directly or for all channels or purposes */
/* reads: stated_consent, action */
/* A statement about a channel goes before one about all channels (*), one about a purpose before one about all (*); */
/* the closest one decides. Whoever refuses to be scored allows nothing. */
WITH close AS (
  SELECT
    s.customer_id,
    a.action_no,
    s.granted,
    s.refused,
    RANK() OVER (
      PARTITION BY s.customer_id, a.action_no
      ORDER BY CASE WHEN s.channel = a.channel THEN 0 ELSE 1 END NULLS LAST, CASE WHEN s.purpose = a.purpose THEN 0 ELSE 1 END NULLS LAST
    ) AS nearest
  FROM stated_consent AS s
  JOIN action AS a
    ON s.purpose IN (a.purpose, '*') AND s.channel IN (a.channel, '*')
), unscored AS (
  SELECT DISTINCT
    s.customer_id,
    a.action_no
  FROM stated_consent AS s
  CROSS JOIN action AS a
  WHERE
    s.purpose = 'score' AND s.refused = 1
), said AS (
  SELECT
    customer_id,
    action_no,
    granted,
    refused
  FROM close
  WHERE
    nearest = 1
  UNION ALL
  SELECT
    customer_id,
    action_no,
    0 AS granted,
    1 AS refused
  FROM unscored
)
SELECT
  customer_id,
  action_no,
  CASE WHEN MAX(refused) = 1 THEN 0 ELSE MAX(granted) END AS allowed
FROM said
GROUP BY
  customer_id,
  action_no

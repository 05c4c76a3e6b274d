/* grain: one person and one action that it is too early for again */
/* reads: acted, action, in_care */
/* Care that is followed by selling at once was no care: nothing is sold to somebody in care. */
SELECT
  d.customer_id,
  a.action_no
FROM acted AS d
JOIN action AS a
  ON a.action_id = d.action_id
WHERE
  d.last_ago < a.cooling_off OR d.times_month >= a.cap_month
UNION
SELECT
  c.customer_id,
  a.action_no
FROM in_care AS c
CROSS JOIN action AS a
WHERE
  a.purpose = 'sell'

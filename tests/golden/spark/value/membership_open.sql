/* grain: one relationship on contract that lives: its last term runs, or ended at most 30 days ago and can be renewed */
/* reads: membership_term */
/* ahead: days until the fee of the next renewal is due; waited: share of the 30 days that passed without a renewal. */
SELECT
  customer_no,
  kind,
  turn - 1 AS survived,
  CAST(fee AS DOUBLE) AS fee,
  days,
  GREATEST(-ends_ago, 1) AS ahead,
  CASE WHEN ends_ago < 0 THEN 1 ELSE 0 END AS runs,
  CASE WHEN ends_ago > 0 THEN CAST(ends_ago AS DOUBLE) / 30 ELSE CAST(0 AS DOUBLE) END AS waited
FROM membership_term
WHERE
  renewed = 0 AND lost = 0

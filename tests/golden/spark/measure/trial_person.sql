/* grain: one person in one experiment of a plan, one time since the draw that has passed: how they looked, what came */
/* reads: matured, readable, drawn_from, looks_then */
/* The looks are those of the appraisal that the plan stood on: nothing in them knows what came of it. */
SELECT
  m.experiment_id,
  m.customer_id,
  m.months,
  SPLIT_PART(m.stratum, '/', 1) AS action_id,
  1 - m.control AS treated,
  CASE WHEN m.control = 1 THEN 1 - m.probability ELSE m.probability END AS probability,
  m.contribution_capped AS outcome,
  m.x AS before,
  a.quadrant,
  a.x,
  a.t_x,
  a.`T`,
  a.revenue_12m,
  a.wallet,
  a.wallet_share,
  a.headroom,
  a.cross_buy,
  a.engagement,
  a.p_alive,
  a.value_12m,
  a.uplift_score
FROM matured AS m
JOIN readable AS r
  ON r.experiment_id = m.experiment_id
JOIN drawn_from AS d
  ON d.experiment_id = m.experiment_id
JOIN looks_then AS a
  ON a.run_id = d.run_id AND a.customer_id = m.customer_id

/* grain: one customer who gets one action, with the reasons in one sentence each */
/* reads: chosen, candidate, action */
WITH told AS (
  SELECT
    h.*,
    c.stage,
    c.headroom,
    c.child_months,
    c.next_category,
    a.action_id,
    a.name_zh,
    a.name_en,
    a.purpose,
    CASE
      WHEN h.quadrant = 'growth_stock'
      THEN '潜力增长股'
      WHEN h.quadrant = 'cash_cow'
      THEN '忠诚现金牛'
      WHEN h.quadrant = 'sleeping_gold'
      THEN '沉睡金矿'
      ELSE '低效资产'
    END AS quadrant_zh,
    CASE
      WHEN h.quadrant = 'growth_stock'
      THEN 'Growth stock'
      WHEN h.quadrant = 'cash_cow'
      THEN 'Cash cow'
      WHEN h.quadrant = 'sleeping_gold'
      THEN 'Sleeping gold'
      ELSE 'Low-yield asset'
    END AS quadrant_en,
    CASE
      WHEN c.stage = 'suspect'
      THEN '潜在'
      WHEN c.stage = 'prospect'
      THEN '意向'
      WHEN c.stage = 'new'
      THEN '新客'
      WHEN c.stage = 'growing'
      THEN '成长'
      WHEN c.stage = 'mature'
      THEN '成熟'
      WHEN c.stage = 'declining'
      THEN '衰退'
      WHEN c.stage = 'dormant'
      THEN '沉睡'
      ELSE '流失'
    END AS stage_zh,
    CASE
      WHEN headroom < 100
      THEN 1
      WHEN headroom < 1000
      THEN 10
      WHEN headroom < 10000
      THEN 100
      WHEN headroom < 100000
      THEN 1000
      WHEN headroom < 1000000
      THEN 10000
      ELSE 100000
    END AS step,
    CAST(CAST(FLOOR(ABS(child_months) + 0.5) AS BIGINT) AS STRING) AS months,
    '¥' || CAST(CAST(FLOOR(effect + 0.5) AS BIGINT) AS STRING) AS brings,
    '¥' || CAST(CAST(FLOOR(cost + 0.5) AS BIGINT) AS STRING) AS costs,
    CAST(CAST(FLOOR(minutes + 0.5) AS BIGINT) AS STRING) AS takes
  FROM chosen AS h
  JOIN candidate AS c
    ON c.customer_id = h.customer_id
  JOIN action AS a
    ON a.action_no = h.action_no
)
SELECT
  '2026-07-01' AS plan_id,
  customer_id,
  action_id,
  quadrant,
  cost,
  minutes,
  team,
  owner,
  planned_on,
  effect,
  effect_sd,
  provenance,
  quadrant_zh || '，' || stage_zh || '期' || CASE
    WHEN headroom IS NULL
    THEN ''
    ELSE '，钱包里还有约' || '¥' || CAST(step * CAST(FLOOR(CAST(headroom AS DOUBLE) / NULLIF(step, 0) + 0.5) AS BIGINT) AS STRING) || '的空间'
  END || CASE
    WHEN child_months IS NULL OR child_months < -9 OR child_months > 36
    THEN ''
    WHEN child_months < 0
    THEN '，孩子还有约' || months || '个月出生'
    ELSE '，孩子约' || months || '个月大'
  END || CASE
    WHEN next_category IS NULL OR purpose = 'care'
    THEN ''
    ELSE '，下一个品类最可能是“' || next_category || '”'
  END || '：' || name_zh || '（' || CASE WHEN cost >= 0.5 THEN '约' || costs ELSE '几乎不花钱' END || CASE WHEN minutes > 0 THEN '、' || takes || '分钟' ELSE '' END || '），预计多带来贡献约' || brings || CASE
    WHEN provenance = 'prior'
    THEN '（预设值，尚未验证）。'
    WHEN provenance = 'pooled'
    THEN '（依据试验的平均效果）。'
    ELSE '（依据试验、按个人推算）。'
  END AS reason_zh,
  quadrant_en || ', stage ' || stage || CASE
    WHEN headroom IS NULL
    THEN ''
    ELSE ', room for about ' || '¥' || CAST(step * CAST(FLOOR(CAST(headroom AS DOUBLE) / NULLIF(step, 0) + 0.5) AS BIGINT) AS STRING) || ' more in the wallet'
  END || CASE
    WHEN child_months IS NULL OR child_months < -9 OR child_months > 36
    THEN ''
    WHEN child_months < 0
    THEN ', child due in about ' || months || ' months'
    ELSE ', child about ' || months || ' months old'
  END || CASE
    WHEN next_category IS NULL OR purpose = 'care'
    THEN ''
    ELSE ', next category most likely ' || next_category
  END || ': ' || name_en || ' (' || CASE WHEN cost >= 0.5 THEN 'about ' || costs ELSE 'next to no money' END || CASE WHEN minutes > 0 THEN ', ' || takes || ' minutes' ELSE '' END || '), expected to add about ' || brings || ' of contribution' || CASE
    WHEN provenance = 'prior'
    THEN ' (a preset guess, not yet tested).'
    WHEN provenance = 'pooled'
    THEN ' (mean effect of experiments).'
    ELSE ' (from experiments, for this person).'
  END AS reason_en
FROM told

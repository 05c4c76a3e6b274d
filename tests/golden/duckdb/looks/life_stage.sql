-- grain: one known person's lifecycle stage, and since when; `usual` is the own gap between purchases shrunk to the brand's
-- reads: customer_value, customer_timing, membership_value, customer_name, previous_appraisal
--
-- The first rule that holds decides. `late` = days since the last purchase / usual gap; `quiet`, `quiet_year`: chance of
-- no purchase within the horizon and within 365 days. Nobody on a running membership is dormant or lost.
--   suspect    no purchase and not registered        prospect   registered, no purchase
--   new        first purchase at most 90 days ago, or a single purchase and not late (late <= 1)
--   lost       late > 1, quiet at least CAST(0.5 AS DOUBLE), and quiet_year at least CAST(0.85 AS DOUBLE)
--   dormant    late > 1 and quiet at least CAST(0.5 AS DOUBLE)
--              (where no model says how quiet: lost late > 6 after 365 days of silence, dormant late > 3 after 180)
--   declining  late > 1.5, or spending a day in the last 182 days below 60 % of that in the 182 days before
--   growing    spending a day in the last 182 days above 125 % of that in the 182 days before
--              (with less than 90 of those earlier days: at least two repeat purchases and on time)
--   mature     everybody else
-- Hysteresis: who was in a stage, or beyond it, in the last run stays until CAST(0.9 AS DOUBLE) of its bound no longer holds.
WITH known AS (
    SELECT v.*, t.quiet, t.quiet_year, p.stage AS before, p.stage_since AS before_since,
        1 - coalesce(m.lives, 0) AS free, (v.t_x + CAST(90.0 AS DOUBLE)) / nullif(v.x + 1, 0) AS usual,
        CASE WHEN p.stage = 'lost' THEN CAST(0.9 AS DOUBLE) ELSE 1 END AS to_lost,
        CASE WHEN p.stage IN ('dormant', 'lost') THEN CAST(0.9 AS DOUBLE) ELSE 1 END AS to_dormant,
        CASE WHEN p.stage IN ('declining', 'dormant', 'lost') THEN CAST(0.9 AS DOUBLE) ELSE 1 END AS to_declining,
        CASE WHEN p.stage = 'growing' THEN CAST(0.9 AS DOUBLE) ELSE 1 END AS to_growing
    FROM customer_value AS v
    JOIN customer_name AS n ON n.customer_no = v.customer_no
    LEFT JOIN customer_timing AS t ON t.customer_no = v.customer_no
    LEFT JOIN membership_value AS m ON m.customer_no = v.customer_no
    LEFT JOIN previous_appraisal AS p ON p.customer_id = n.customer_id
),
timed AS (
    SELECT *, last_ago / nullif(usual, 0) AS late,
        earlier_money * 182 / nullif(least("T" + 1, 364) - 182, 0) AS earlier_pace
    FROM known
),
staged AS (
    SELECT *,
        CASE
            WHEN orders = 0 THEN CASE WHEN registered = 1 THEN 'prospect' ELSE 'suspect' END
            WHEN "T" <= 90 OR (orders = 1 AND late <= 1) THEN 'new'
            WHEN late > to_dormant AND quiet * free >= CAST(0.5 AS DOUBLE) * to_dormant
                THEN CASE WHEN quiet_year * free >= CAST(0.85 AS DOUBLE) * to_lost THEN 'lost' ELSE 'dormant' END
            WHEN quiet IS NULL AND free = 1 AND late > 6 * to_lost AND last_ago >= 365 THEN 'lost'
            WHEN quiet IS NULL AND free = 1 AND late > 3 * to_dormant AND last_ago >= 180 THEN 'dormant'
            WHEN late > 1.5 * to_declining THEN 'declining'
            WHEN "T" >= 272 AND recent_money * to_declining < 0.6 * earlier_pace THEN 'declining'
            WHEN "T" >= 272 AND recent_money > 1.25 * to_growing * earlier_pace THEN 'growing'
            WHEN "T" < 272 AND x >= 2 AND late * to_growing <= 1 THEN 'growing'
            ELSE 'mature'
        END AS stage
    FROM timed
)
SELECT customer_no, usual, late, quiet, quiet_year, stage, before,
    CASE
        WHEN stage = before AND before_since IS NOT NULL THEN before_since
        WHEN stage = 'new' THEN DATE '2026-06-30' - CAST("T" AS INTEGER)
        ELSE DATE '2026-06-30'
    END AS stage_since
FROM staged

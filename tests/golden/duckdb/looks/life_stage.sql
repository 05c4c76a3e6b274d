-- grain: one known person's lifecycle stage; `usual` is the own gap between purchases shrunk to the brand's, in days
-- reads: customer_value
--
-- The first rule that holds decides. `late` = days since the last purchase / usual gap.
--   suspect    no purchase and not registered        prospect   registered, no purchase
--   new        first purchase at most 90 days ago, or a single purchase and not late (late <= 1)
--   lost       p_alive < 0.10, or late > 6 with at least 365 days of silence
--   dormant    p_alive < 0.50, or late > 3 with at least 180 days of silence
--   declining  late > 1.5, or spending a day in the last 182 days below 60 % of that in the 182 days before
--   growing    spending a day in the last 182 days above 125 % of that in the 182 days before
--              (with less than 90 of those earlier days: at least two repeat purchases and on time)
--   mature     everybody else
WITH rhythm AS (
    SELECT *, (t_x + CAST(90.0 AS DOUBLE)) / nullif(x + 1, 0) AS usual FROM customer_value
),
timed AS (
    SELECT *, last_ago / nullif(usual, 0) AS late,
        earlier_money * 182 / nullif(least("T" + 1, 364) - 182, 0) AS earlier_pace
    FROM rhythm
)
SELECT customer_no, usual, late,
    CASE
        WHEN orders = 0 THEN CASE WHEN registered = 1 THEN 'prospect' ELSE 'suspect' END
        WHEN "T" <= 90 THEN 'new'
        WHEN orders = 1 AND late <= 1 THEN 'new'
        WHEN p_alive < 0.10 OR (late > 6 AND last_ago >= 365) THEN 'lost'
        WHEN p_alive < 0.50 OR (late > 3 AND last_ago >= 180) THEN 'dormant'
        WHEN late > 1.5 THEN 'declining'
        WHEN "T" >= 272 AND recent_money < 0.6 * earlier_pace THEN 'declining'
        WHEN "T" >= 272 AND recent_money > 1.25 * earlier_pace THEN 'growing'
        WHEN "T" < 272 AND x >= 2 AND late <= 1 THEN 'growing'
        ELSE 'mature'
    END AS stage
FROM timed

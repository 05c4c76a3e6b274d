-- grain: one action done for somebody after an experiment had drawn them, other than what it drew them for: how many days after
-- reads: trial, investment, identity, action
--
-- Without it, whoever was left alone this month and got something the next would be no control.
SELECT DISTINCT t.place, a.action_no, CAST(floor(epoch(v.occurred_at) / 86400) AS INTEGER) - t.day AS days
FROM trial AS t
JOIN identity AS i ON i.customer_id = t.customer_id
JOIN investment AS v ON v.source = i.source AND v.customer_key = i.customer_key
JOIN action AS a ON a.action_id = v.action_id
WHERE coalesce(v.plan_id, '') <> t.experiment_id AND v.occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
    AND CAST(floor(epoch(v.occurred_at) / 86400) AS INTEGER) >= t.day

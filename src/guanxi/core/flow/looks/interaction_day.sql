-- grain: one person, one day and one kind of interaction: how many times
-- reads: interaction, person
SELECT p.customer_no, CAST($day - floor(epoch(i.occurred_at) / 86400) AS INTEGER) AS days_ago, i.kind,
    CAST(count(*) AS INTEGER) AS times
FROM interaction AS i
JOIN person AS p ON p.source = i.source AND p.customer_key = i.customer_key
WHERE i.occurred_at < $until
GROUP BY p.customer_no, CAST($day - floor(epoch(i.occurred_at) / 86400) AS INTEGER), i.kind

-- grain: one kind of membership, number of decided renewals, and whether the customer then left (1) or not yet (0)
-- reads: membership_term
WITH relationship AS (
    SELECT kind, customer_no, relation, CAST(sum(renewed * decided) AS INTEGER) AS survived, max(lost) AS lost
    FROM membership_term
    GROUP BY kind, customer_no, relation
)
SELECT kind, survived, lost, count(*) AS persons
FROM relationship
GROUP BY kind, survived, lost

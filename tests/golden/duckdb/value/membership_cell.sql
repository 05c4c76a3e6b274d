-- grain: one kind of membership, number of renewals made, and whether the customer then left (1) or not yet (0)
-- reads: membership_term
SELECT kind, turn - 1 AS survived, lost, count(*) AS persons
FROM membership_term
WHERE renewed = 0
GROUP BY kind, turn - 1, lost

-- grain: the brand: what is known beside its orders: interactions, contacts, statements, children, memberships, consent
-- reads: interaction, contact, declared_spend, membership, consent, customer, person
WITH doing AS (
    SELECT count(*) AS interactions, count(DISTINCT p.customer_no) AS participants
    FROM interaction AS i
    JOIN person AS p ON p.source = i.source AND p.customer_key = i.customer_key
    WHERE i.occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
),
said AS (
    SELECT count(DISTINCT p.customer_no) AS declared
    FROM declared_spend AS d
    JOIN person AS p ON p.source = d.source AND p.customer_key = d.customer_key
    WHERE (d.stated_at < TIMESTAMP '2026-07-01 00:00:00.000000' OR d.stated_at IS NULL) AND d.amount > 0
),
parent AS (
    SELECT count(DISTINCT p.customer_no) AS parents
    FROM customer AS c
    JOIN person AS p ON p.source = c.source AND p.customer_key = c.customer_key
    WHERE p.known = 1 AND (c.child_birthday IS NOT NULL OR c.due_date IS NOT NULL)
),
touched AS (
    SELECT count(*) AS contacts FROM contact WHERE occurred_at < TIMESTAMP '2026-07-01 00:00:00.000000'
),
member AS (
    SELECT count(*) AS memberships FROM membership WHERE started_at < TIMESTAMP '2026-07-01 00:00:00.000000'
),
agreed AS (
    SELECT count(DISTINCT concat_ws('|', source, customer_key)) AS consents FROM consent WHERE stated_at < TIMESTAMP '2026-07-01 00:00:00.000000'
)
SELECT d.interactions, d.participants, s.declared, c.parents, t.contacts, m.memberships, a.consents
FROM doing AS d
CROSS JOIN said AS s
CROSS JOIN parent AS c
CROSS JOIN touched AS t
CROSS JOIN member AS m
CROSS JOIN agreed AS a

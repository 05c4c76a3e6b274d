/* grain: the brand: what is known beside its orders: interactions, contacts, statements, children, memberships, consent */
/* reads: interaction, contact, declared_spend, membership, consent, customer, person */
WITH doing AS (
  SELECT
    COUNT(*) AS interactions,
    COUNT(DISTINCT p.customer_no) AS participants
  FROM interaction AS i
  JOIN person AS p
    ON p.source = i.source AND p.customer_key = i.customer_key
  WHERE
    i.occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
), said AS (
  SELECT
    COUNT(DISTINCT p.customer_no) AS declared
  FROM declared_spend AS d
  JOIN person AS p
    ON p.source = d.source AND p.customer_key = d.customer_key
  WHERE
    (
      d.stated_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
      OR d.stated_at IS NULL
    )
    AND d.amount > 0
), parent AS (
  SELECT
    COUNT(DISTINCT p.customer_no) AS parents
  FROM customer AS c
  JOIN person AS p
    ON p.source = c.source AND p.customer_key = c.customer_key
  WHERE
    p.known = 1 AND (
      NOT c.child_birthday IS NULL OR NOT c.due_date IS NULL
    )
), touched AS (
  SELECT
    COUNT(*) AS contacts
  FROM contact
  WHERE
    occurred_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
), member AS (
  SELECT
    COUNT(*) AS memberships
  FROM membership
  WHERE
    started_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
), agreed AS (
  SELECT
    COUNT(DISTINCT CONCAT_WS('|', source, customer_key)) AS consents
  FROM consent
  WHERE
    stated_at < CAST('2026-07-01 00:00:00.000000' AS TIMESTAMP_NTZ)
)
SELECT
  d.interactions,
  d.participants,
  s.declared,
  c.parents,
  t.contacts,
  m.memberships,
  a.consents
FROM doing AS d
CROSS JOIN said AS s
CROSS JOIN parent AS c
CROSS JOIN touched AS t
CROSS JOIN member AS m
CROSS JOIN agreed AS a

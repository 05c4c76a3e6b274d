/* grain: one person under an id that a plan in force knew them by, with the id they have by now */
/* reads: identity_then, identity */
/* Of two people who turned out to be one, only the id of the earlier stays. */
SELECT DISTINCT
  t.customer_id AS known_as,
  i.customer_id
FROM identity_then AS t
JOIN identity AS i
  ON i.source = t.source AND i.customer_key = t.customer_key
WHERE
  i.customer_id <> t.customer_id

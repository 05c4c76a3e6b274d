-- grain: one record at one shared identifier, where it meets the others
-- reads: identifier, shared_identifier
SELECT i.source, i.customer_key, i.kind, s.identifier_no
FROM identifier AS i
JOIN shared_identifier AS s ON s.kind = i.kind AND s.space = i.space AND s.value = i.value

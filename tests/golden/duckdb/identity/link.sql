-- grain: one edge of the record–identifier graph
-- reads: meeting, linked_record
SELECT r.record_no, m.identifier_no
FROM meeting AS m
JOIN linked_record AS r ON r.source = m.source AND r.customer_key = m.customer_key

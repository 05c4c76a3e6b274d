-- grain: one source record and the person it belongs to
-- reads: record
SELECT source, customer_key, customer_id, evidence, name, phone, email, owner FROM record

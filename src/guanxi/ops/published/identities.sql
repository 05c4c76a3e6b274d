-- grain: one source record of the person
-- reads: identity
SELECT source, customer_key, name, phone, email, owner, evidence
FROM identity
WHERE customer_id = $customer_id
ORDER BY source, customer_key

-- grain: one record of a person in `listed`: what a search may find her by, in small letters, telephones in digits
-- reads: identity, listed
SELECT l.no, nullif(lower(i.name), '') AS name, lower(i.customer_key) AS customer_key, lower(i.email) AS email,
    regexp_replace(i.phone, '[^0-9*]', '', 'g') AS phone
FROM identity AS i
JOIN listed AS l ON l.customer_id = i.customer_id
ORDER BY l.no

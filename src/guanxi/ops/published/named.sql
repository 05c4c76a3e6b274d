-- grain: one person of the run, of those asked for: name and owner
-- reads: listed
SELECT customer_id, name, owner FROM listed WHERE customer_id IN (SELECT unnest($among))

-- grain: one person, purpose and channel (* for all): what was said last by any of her records; a refusal outweighs
-- reads: consent, identity
WITH stated AS (
    SELECT i.customer_id, c.purpose, c.channel, c.status,
        rank() OVER (PARTITION BY c.source, c.customer_key, c.purpose, c.channel ORDER BY c.stated_at DESC) AS latest
    FROM consent AS c
    JOIN identity AS i ON i.source = c.source AND i.customer_key = c.customer_key
)
SELECT customer_id, purpose, channel,
    max(CASE WHEN status = 'GRANT' THEN 1 ELSE 0 END) AS granted,
    max(CASE WHEN status <> 'GRANT' THEN 1 ELSE 0 END) AS refused
FROM stated
WHERE latest = 1
GROUP BY customer_id, purpose, channel

-- grain: one word a list can be filtered by, with the people it would leave
-- reads: listed, bought
SELECT 'owner' AS field, owner AS word, count(*) AS people FROM listed WHERE owner IS NOT NULL GROUP BY owner
UNION ALL
SELECT 'next_category', next_category, count(*) FROM listed WHERE next_category IS NOT NULL GROUP BY next_category
UNION ALL
SELECT 'bought', category, count(*) FROM bought GROUP BY category
ORDER BY field, people DESC, word

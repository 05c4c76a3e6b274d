-- grain: one person for whom a plan in force has a line already, by every id
-- reads: settled_line, known_as
SELECT customer_id FROM settled_line
UNION
SELECT k.customer_id FROM settled_line AS l JOIN known_as AS k ON k.known_as = l.customer_id

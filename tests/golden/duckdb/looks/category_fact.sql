-- grain: one named category: who owns it, who came new to it in the last horizon, what a buyer brings a year
-- reads: category, category_history, history
--
-- Newcomers are those who had bought elsewhere with the brand before, and here first half a year to a year ago: what
-- they have brought since (their years) says how a newcomer's year stands to that of all buyers.
WITH counted AS (
    SELECT h.category_no, count(*) AS owners,
        CAST(sum(CASE WHEN h.first_ago < 90 AND p.first_ago >= 90 THEN 1 ELSE 0 END) AS BIGINT) AS adopters,
        CAST(sum(CASE WHEN h.spend_12m > 0 THEN 1 ELSE 0 END) AS BIGINT) AS buyers,
        CAST(sum(CASE WHEN h.spend_12m > 0 THEN h.contribution_12m ELSE 0 END) AS DOUBLE) AS contribution,
        CAST(sum(
            CASE WHEN h.first_ago BETWEEN 182 AND 364 AND p.first_ago > h.first_ago THEN h.contribution_12m ELSE 0 END
        ) AS DOUBLE) AS newcomers_contribution,
        CAST(sum(
            CASE WHEN h.first_ago BETWEEN 182 AND 364 AND p.first_ago > h.first_ago THEN h.first_ago + 1 ELSE 0 END
        ) AS DOUBLE) / 365 AS newcomers_years
    FROM category_history AS h
    JOIN history AS p ON p.customer_no = h.customer_no
    WHERE h.lines > 0
    GROUP BY h.category_no
),
ranked AS (
    SELECT n.*, row_number() OVER (ORDER BY n.owners DESC, n.category_no) AS popularity
    FROM counted AS n
    JOIN category AS c ON c.category_no = n.category_no
    WHERE c.named
)
SELECT category_no, owners, adopters, buyers, newcomers_contribution, newcomers_years,
    coalesce(greatest(contribution, 0) / nullif(buyers, 0), 0) AS yearly_contribution,
    CAST(row_number() OVER (ORDER BY category_no) - 1 AS INTEGER) AS item
FROM ranked
WHERE popularity <= 2000

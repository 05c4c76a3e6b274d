-- grain: one person of two appraisals: their part of every figure of the statement; money in hundredths
-- reads: equity_change, equity_channel, equity_spending
WITH person AS (
    SELECT c.*, coalesce(h.channel, '') AS channel, coalesce(s.money, 0) AS money, coalesce(s.minutes, 0) AS minutes
    FROM equity_change AS c
    LEFT JOIN equity_channel AS h ON h.customer_id = c.customer_id
    LEFT JOIN equity_spending AS s ON s.customer_id = c.customer_id
)
SELECT customer_id, quadrant, years, channel, flow, opening, revaluation,
    CASE WHEN flow = 'acquired' THEN change ELSE 0 END AS acquired,
    CASE WHEN flow = 'recovered' THEN change ELSE 0 END AS recovered,
    CASE WHEN flow = 'developed' THEN change ELSE 0 END AS developed,
    CASE WHEN flow = 'declined' THEN change ELSE 0 END AS declined,
    CASE WHEN flow = 'lost' THEN change ELSE 0 END AS lost,
    CASE WHEN flow = 'others' THEN change ELSE 0 END AS others,
    closing, kept_before AS customers_opening,
    CASE WHEN flow = 'acquired' THEN 1 ELSE 0 END AS customers_acquired,
    CASE WHEN flow = 'recovered' THEN 1 ELSE 0 END AS customers_recovered,
    CASE WHEN flow = 'lost' THEN 1 ELSE 0 END AS customers_lost,
    kept_after AS customers_closing, money, minutes,
    CASE WHEN flow = 'acquired' THEN money ELSE 0 END AS money_winning,
    CASE WHEN kept_before = 1 THEN money ELSE 0 END AS money_keeping,
    kept_before * kept_after AS customers_kept
FROM person

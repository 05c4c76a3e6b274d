-- grain: one term of the formula that gave the person points, of looks that have several terms
-- reads: score_point
SELECT look, term, points FROM score_point WHERE customer_id = $customer_id ORDER BY look, term

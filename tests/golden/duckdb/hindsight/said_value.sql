-- grain: one known person: what was said of the horizon on the past day
-- reads: customer_value
SELECT customer_no, expected_purchases, value, value_low, value_high FROM customer_value

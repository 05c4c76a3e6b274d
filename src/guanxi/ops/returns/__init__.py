"""Returns: what experiments say, and the customer equity statement."""

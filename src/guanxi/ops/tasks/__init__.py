"""Tasks: what an approved plan asks of people, and what came of it."""

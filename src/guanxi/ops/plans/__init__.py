"""Plans: made, looked at, approved by a second person, taken away."""

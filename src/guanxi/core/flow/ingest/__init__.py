"""Ingest: raw cells of any file family become canonical rows, or stand in quarantine with a reason."""

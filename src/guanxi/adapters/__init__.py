"""Edges: each module wraps one library or one outside format behind a port of core."""

"""A simulated brand with known truth, for the demo and for proving policies."""

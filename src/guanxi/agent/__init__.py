"""Assists: the member agent, whose tools are registered ops actions and queries and nothing else."""

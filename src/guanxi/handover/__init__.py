"""Doors: what comes in becomes a load, what was thought becomes a published run."""

"""Audiences: lists of people kept under a name."""

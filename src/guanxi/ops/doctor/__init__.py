"""The data doctor's page."""

"""The whole order, on one page."""

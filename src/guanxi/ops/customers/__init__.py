"""Customers: lists, search, one person's page, notes."""

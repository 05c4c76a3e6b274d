"""Engines behind the Warehouse port."""

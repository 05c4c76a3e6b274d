"""The interface for other systems: the same readers and actions as the pages, behind keys, in JSON."""

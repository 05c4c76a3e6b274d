"""Work that takes longer than a page: the database is the queue."""

"""Keys of programs: made by people, shown once, revoked at once."""

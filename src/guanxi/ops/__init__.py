"""Acts: people, roles, programmes, tasks, consent. Slices are added here as `ops.<slice>`."""

"""ACTS: what staff do, one Django slice for each subject."""

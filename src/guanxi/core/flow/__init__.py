"""One folder a stage: tables in, tables out. No stage imports another; they meet only in tables."""

"""The composition root: settings, command line, Python door. Imported by nobody."""

"""The office: settings of the brand, staff and their roles."""

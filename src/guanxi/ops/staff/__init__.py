"""Who works here: members of staff, their roles, passwords and second factors."""

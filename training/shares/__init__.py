"""Places that are kept for agencies, held without a name, and counted by agency and year."""

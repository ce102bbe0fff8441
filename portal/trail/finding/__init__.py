"""Reading the log, and what the rooms below hold about people."""

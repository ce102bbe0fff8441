"""Every change of a list of people, and what becomes of it. Callers commit."""

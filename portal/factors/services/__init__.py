"""What people can do about their second steps and their ways in. Callers commit."""

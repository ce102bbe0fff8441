"""What people do about messages. Callers commit."""

"""What can be done about requirements. Callers commit."""

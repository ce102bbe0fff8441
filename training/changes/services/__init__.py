"""What is done to many events at once, and new dates that people choose from. Callers commit."""

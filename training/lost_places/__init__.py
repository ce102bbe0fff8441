"""Places that were booked and not used: asking why, the ladder, and what agencies lost."""

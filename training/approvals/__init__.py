"""Who has to agree before somebody can have a place, and what they said (docs/training.md 4.3)."""

"""Interest: who wants a course and has chosen no event yet (docs/training.md 4.3)."""

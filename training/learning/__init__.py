"""Short pages to learn from, open to everybody without an account (docs/training.md 4.1)."""

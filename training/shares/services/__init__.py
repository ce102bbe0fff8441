"""Every change of places by agency. Each locks its event first; callers commit (docs/training.md 4.2)."""

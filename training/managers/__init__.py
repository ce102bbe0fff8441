"""Word to line managers: a copy of what matters, or one digest a week, as their agency chooses."""

"""Versioned checklists, how answers score, and the Good Help principles."""

"""Marking one sampled assessment against the form, question by question."""

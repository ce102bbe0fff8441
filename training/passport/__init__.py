"""Somebody's whole record of training, to keep, to print and to show to others (docs/training.md 4.8a)."""

"""Courses and training events: what can be booked, when and where."""

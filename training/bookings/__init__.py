"""Bookings: one person on one training event, with its append-only status entries."""

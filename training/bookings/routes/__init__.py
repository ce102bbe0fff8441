"""Pages about bookings."""

from __future__ import annotations

from training.bookings.routes import booking, lists, one, staff
from training.bookings.routes.blueprint import bp

__all__ = ["booking", "bp", "lists", "one", "staff"]

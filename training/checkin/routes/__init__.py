"""Pages of the door."""

from __future__ import annotations

from training.checkin.routes import arrivals, oneself, room
from training.checkin.routes.blueprint import bp

__all__ = ["arrivals", "bp", "oneself", "room"]

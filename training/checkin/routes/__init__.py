"""Pages of the door."""

from __future__ import annotations

from training.checkin.routes import arrivals, codes, oneself, reviewing, room, scanning, walking_in
from training.checkin.routes.blueprint import bp

__all__ = ["arrivals", "bp", "codes", "oneself", "reviewing", "room", "scanning", "walking_in"]

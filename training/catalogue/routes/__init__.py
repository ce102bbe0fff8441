"""Pages about courses and events."""

from __future__ import annotations

from training.catalogue.routes import courses, events, feed, public, venues
from training.catalogue.routes.blueprint import bp

__all__ = ["bp", "courses", "events", "feed", "public", "venues"]

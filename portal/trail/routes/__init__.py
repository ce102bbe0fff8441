"""Pages about who did what."""

from __future__ import annotations

from portal.trail.routes import copies, log, own
from portal.trail.routes.blueprint import bp

__all__ = ["bp", "copies", "log", "own"]

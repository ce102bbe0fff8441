"""Pages about who did what."""

from __future__ import annotations

from portal.trail.routes import log, own
from portal.trail.routes.blueprint import bp

__all__ = ["bp", "log", "own"]

"""Pages about people and places."""

from __future__ import annotations

from portal.people.routes import directory, workforce
from portal.people.routes.blueprint import bp

__all__ = ["bp", "directory", "workforce"]

"""Pages about people and places."""

from __future__ import annotations

from portal.people.routes import areas, changing, directory, handing, posts, workforce
from portal.people.routes.blueprint import bp

__all__ = ["areas", "bp", "changing", "directory", "handing", "posts", "workforce"]

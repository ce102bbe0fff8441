"""Pages about people and places."""

from __future__ import annotations

from portal.people.routes import changing, directory, posts, workforce
from portal.people.routes.blueprint import bp

__all__ = ["bp", "changing", "directory", "posts", "workforce"]

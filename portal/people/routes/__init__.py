"""Pages about signing in, and about people and places."""

from __future__ import annotations

from portal.people.routes import directory, signing_in
from portal.people.routes.blueprint import bp

__all__ = ["bp", "directory", "signing_in"]

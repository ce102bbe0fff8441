"""Pages about who holds which role."""

from __future__ import annotations

from portal.roles.routes import giving, lists, reviewing
from portal.roles.routes.blueprint import bp

__all__ = ["bp", "giving", "lists", "reviewing"]

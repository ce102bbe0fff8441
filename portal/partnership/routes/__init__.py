"""Pages on which a partnership makes the portal its own."""

from __future__ import annotations

from portal.partnership.routes import logo, numbers, overview, parts, profiles
from portal.partnership.routes.blueprint import bp

__all__ = ["bp", "logo", "numbers", "overview", "parts", "profiles"]

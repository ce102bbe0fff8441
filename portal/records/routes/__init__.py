"""Pages about what the portal keeps."""

from __future__ import annotations

from portal.records.routes import retention
from portal.records.routes.blueprint import bp

__all__ = ["bp", "retention"]

"""Pages of the imports room: a file's way in, and what it would do."""

from __future__ import annotations

from portal.imports.routes import checking, uploading
from portal.imports.routes.blueprint import bp

__all__ = ["bp", "checking", "uploading"]

"""Pages about places by agency."""

from __future__ import annotations

from training.shares.routes import defaults, holding, seats, sharing
from training.shares.routes.blueprint import bp

__all__ = ["bp", "defaults", "holding", "seats", "sharing"]

"""Pages for booking several people at once."""

from __future__ import annotations

from training.office.routes import deciding, lists, mine, starting
from training.office.routes.blueprint import bp

__all__ = ["bp", "deciding", "lists", "mine", "starting"]

"""Pages about places that were lost. Importing a module hangs its pages on the blueprint."""

from __future__ import annotations

from training.lost_places.routes import answering, deciding, ledger, lists, statement
from training.lost_places.routes.blueprint import bp

__all__ = ["answering", "bp", "deciding", "ledger", "lists", "statement"]

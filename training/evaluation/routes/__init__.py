"""Pages of evaluation. Importing a module hangs its pages on the blueprint."""

from __future__ import annotations

from training.evaluation.routes import linked, questions, results, sending, views
from training.evaluation.routes.blueprint import bp

__all__ = ["bp", "linked", "questions", "results", "sending", "views"]

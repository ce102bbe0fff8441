"""Pages of required training: one's own, other people's, what is required, and what is decided about it."""

from __future__ import annotations

from training.requirements.routes import matrix, own, reviewing, setting
from training.requirements.routes.blueprint import bp
from training.requirements.routes.own import person_links, pressing_card, reviews, waiting_card

__all__ = [
    "bp",
    "matrix",
    "own",
    "person_links",
    "pressing_card",
    "reviewing",
    "reviews",
    "setting",
    "waiting_card",
]

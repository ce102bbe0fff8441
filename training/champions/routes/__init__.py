"""Pages about Champions."""

from __future__ import annotations

from training.champions.routes import briefings, changing, consulting, coverage, desk, inviting, roster, terms
from training.champions.routes.blueprint import bp

__all__ = ["bp", "briefings", "changing", "consulting", "coverage", "desk", "inviting", "roster", "terms"]

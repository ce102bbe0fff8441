"""Pages of approvals: deciding, by link too, and saying who is asked."""

from __future__ import annotations

from training.approvals.routes import deciding, linked, setting, several
from training.approvals.routes.blueprint import bp

__all__ = ["bp", "deciding", "linked", "setting", "several"]

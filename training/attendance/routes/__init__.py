"""Pages of registers."""

from __future__ import annotations

from training.attendance.routes import register, reopening, results, sheets
from training.attendance.routes.blueprint import bp

__all__ = ["bp", "register", "reopening", "results", "sheets"]

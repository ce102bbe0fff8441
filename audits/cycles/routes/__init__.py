"""Pages for coordinators: cycles, their samples, their auditors."""

from __future__ import annotations

from audits.cycles.routes import drawing, planning, staffing
from audits.cycles.routes.blueprint import bp

__all__ = ["bp", "drawing", "planning", "staffing"]

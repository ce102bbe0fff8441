"""Pages of marking: my audits, the form, the grade and submission, alerts, and what waits for a moderator."""

from __future__ import annotations

from audits.marking.routes import alerts, finish, form, tasks
from audits.marking.routes.blueprint import bp

__all__ = ["alerts", "bp", "finish", "form", "tasks"]

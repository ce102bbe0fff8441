"""Timetable work of this room."""

from __future__ import annotations

from portal.factors.domain import FactorRules
from portal.factors.services import links
from portal.kernel.db import unit_of_work
from portal.kernel.rules import in_force


def forget_spent_challenges() -> None:
    """Drop challenges that nobody could answer a second time anyway. Safe to run twice."""
    with unit_of_work():
        links.forget_old(in_force(FactorRules))

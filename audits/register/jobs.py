"""Timetable work of the register."""

from __future__ import annotations

from audits.register import services
from portal.kernel.db import unit_of_work


def forget_register_files() -> None:
    """Throw away files that were looked at and never imported. Safe to run twice."""
    with unit_of_work():
        services.forget_files()

"""Timetable work of the records."""

from __future__ import annotations

from portal.records import purging


def delete_what_is_due() -> None:
    """Every night: blank and delete what was kept long enough. Safe to run twice and to stop anywhere."""
    purging.purge_all()

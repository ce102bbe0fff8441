"""How long the traces of the door are kept (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.checkin.domain import CheckInsKept
from training.checkin.models import CheckInTry, DoorScan


def _tries() -> Select[*tuple[Any, ...]]:
    return select(CheckInTry.id, CheckInTry.at.label("start"))


def _delete_tries(ids: Sequence[int]) -> None:
    db.session.execute(delete(CheckInTry).where(CheckInTry.id.in_(ids)))


def _scans() -> Select[*tuple[Any, ...]]:
    return select(DoorScan.id, DoorScan.received_at.label("start"))


def _delete_scans(ids: Sequence[int]) -> None:
    """What was decided about them goes with them."""
    db.session.execute(delete(DoorScan).where(DoorScan.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="check-in-tries",
        what="Tries to check in at the door are deleted, with the mark of the device; the register stays",
        since="the try",
        period=lambda: in_force(CheckInsKept).tries,
        rows=_tries,
        purge=_delete_tries,
    ),
    RetentionRule(
        name="door-scans",
        what="Scans at the door are deleted, with what was decided about them; the register stays",
        since="the scan",
        period=lambda: in_force(CheckInsKept).scans,
        rows=_scans,
        purge=_delete_scans,
    ),
)

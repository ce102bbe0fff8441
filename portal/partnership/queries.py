"""Reads of what the partnership has chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.partnership.models import ChosenPart, LogoPicture

# What the log calls the records that hold choices; areas live in a room above.
CHOICES = (ChosenPart.__tablename__, "local_area")
# Put together once: every process asks it every few seconds.
_PARTS = select(ChosenPart.part, ChosenPart.content)


def list_contents() -> Mapping[str, Mapping[str, Any]]:
    """What every saved part says. One statement, a few rows; never writes out what a caller has begun."""
    with db.session.no_autoflush:
        return {part: content for part, content in db.session.execute(_PARTS)}  # noqa: C416  # rows are no pairs to `dict`


def find_part(part: str, *, lock: bool = False) -> ChosenPart | None:
    statement = select(ChosenPart).where(ChosenPart.part == part)
    if lock:
        statement = statement.with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def list_parts_locked() -> Mapping[str, ChosenPart]:
    """Every saved part, each locked, always in the same order."""
    statement = select(ChosenPart).order_by(ChosenPart.id).with_for_update()
    return {one.part: one for one in db.session.scalars(statement.execution_options(populate_existing=True))}


def list_changes(number: int) -> Sequence[Activity]:
    """The latest changes with what stood before and what stands after, newest first."""
    return db.session.scalars(
        select(Activity)
        .where(Activity.subject_kind.in_(CHOICES))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(number)
    ).all()


def find_logo(digest: str) -> LogoPicture | None:
    return db.session.scalar(select(LogoPicture).where(LogoPicture.digest == digest))


def get_logo(digest: str) -> LogoPicture:
    """Raise `NotFound` when there is no such logo."""
    logo = find_logo(digest)
    if logo is None:
        raise NotFound
    return logo


def find_logo_content(digest: str) -> bytes | None:
    """The PNG, for documents that print it."""
    return db.session.scalar(select(LogoPicture.content).where(LogoPicture.digest == digest))

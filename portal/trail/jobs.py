"""Long work of this room, and what it does on the timetable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.kernel.db import db, unit_of_work
from portal.kernel.work import Progress
from portal.trail import documents, services
from portal.trail.models import SubjectAccess


def build_copy(payload: Mapping[str, Any], progress: Progress) -> None:
    """Make a copy of what is held about a person. Safe to run twice: the later copy is kept."""
    copy = db.session.scalar(
        select(SubjectAccess)
        .where(SubjectAccess.id == payload["copy_id"])
        .options(joinedload(SubjectAccess.person))
    )
    if copy is None or copy.ready_at is not None:
        return
    content = documents.make_copy(copy, progress.report)
    with unit_of_work():
        services.keep_copy(payload["copy_id"], content)


def forget_copies() -> None:
    """Once an hour. A copy that nobody fetched is personal data lying about."""
    with unit_of_work():
        services.forget_copies()

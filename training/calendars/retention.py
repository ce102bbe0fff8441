"""How long calendar feeds are kept that nobody needs any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from portal.people.models import Post
from training.calendars.domain import FeedsKept
from training.calendars.models import CalendarFeed


def _feeds_of_leavers() -> Select[*tuple[Any, ...]]:
    """Nobody who is in post or is to be."""
    return (
        select(CalendarFeed.id, func.max(Post.ended_on).label("start"))
        .join(Post, Post.person_id == CalendarFeed.person_id)
        .group_by(CalendarFeed.id)
        .having(func.count() == func.count(Post.ended_on))
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="calendar-feeds",
        what="Calendar feeds of people who have left stop and are deleted",
        since="their last post ended",
        period=lambda: in_force(FeedsKept).feeds,
        rows=_feeds_of_leavers,
        purge=_delete,
    ),
)

"""How long choices of digests are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from portal.people.models import Post
from training.digests.domain import ChoicesKept
from training.digests.models import DigestChoice


def _of_leavers() -> Select[*tuple[Any, ...]]:
    """Nobody who is in post or is to be."""
    return (
        select(DigestChoice.id, func.max(Post.ended_on).label("start"))
        .join(Post, Post.person_id == DigestChoice.person_id)
        .group_by(DigestChoice.id)
        .having(func.count() == func.count(Post.ended_on))
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(DigestChoice).where(DigestChoice.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="digest-choices",
        what="How often people who have left wanted a digest is deleted",
        since="their last post ended",
        period=lambda: in_force(ChoicesKept).choices,
        rows=_of_leavers,
        purge=_delete,
    ),
)

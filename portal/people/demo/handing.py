"""A team that was handed over yesterday, and can still be given back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import HandedPost, Post, TeamHandOver
from portal.people.scope import is_current

SMALLEST = 2


def hand_a_team_over() -> None:
    """The first team whose manager has one above them came to its manager from there."""
    first = _first_team()
    if first is None:
        return
    kept = TeamHandOver(
        agency_id=first.agency_id,
        from_id=first.above,
        to_id=first.manager_id,
        handed_at=clock.now() - timedelta(days=1),
    )
    db.session.add(kept)
    db.session.flush()
    team = select(Post.id).where(
        Post.agency_id == first.agency_id, Post.manager_id == first.manager_id, is_current()
    )
    for post_id in db.session.scalars(team.order_by(Post.id)).all():
        db.session.add(HandedPost(hand_over_id=kept.id, post_id=post_id, manager_id=first.manager_id))


def _first_team() -> Any:  # noqa: ANN401  # a row
    boss = aliased(Post)
    return db.session.execute(
        select(Post.agency_id, Post.manager_id, func.min(boss.manager_id).label("above"))
        .join(boss, (boss.person_id == Post.manager_id) & (boss.agency_id == Post.agency_id))
        .where(is_current(), is_current(boss), boss.manager_id.is_not(None))
        .group_by(Post.agency_id, Post.manager_id)
        .having(func.count() >= SMALLEST)
        .order_by(Post.agency_id, Post.manager_id)
        .limit(1)
    ).first()

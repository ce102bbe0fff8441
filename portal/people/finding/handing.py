"""Teams that were handed over, and what has become of their posts. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.domain import PeopleRules
from portal.people.models import HandedPost, Person, Post, TeamHandOver
from portal.people.scope import SEES_EVERYONE, is_current, is_not_over


@dataclass(frozen=True, slots=True)
class Handed:
    """A post of a hand-over that is not over, and to whom it answered from then on."""

    post: Post
    manager_id: int | None


def get_hand_over(actor: Actor, hand_over_id: int, *, lock: bool = False) -> TeamHandOver | None:
    """The hand-over, if it was in an agency whose posts this actor looks after."""
    statement = select(TeamHandOver).where(TeamHandOver.id == hand_over_id)
    if not actor.holds(*SEES_EVERYONE):
        statement = statement.where(TeamHandOver.agency_id.in_(actor.agencies_as(Role.AGENCY_LEAD)))
    statement = statement.execution_options(populate_existing=lock)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def list_handed(hand_over_id: int, *, lock: bool = False) -> Sequence[Handed]:
    """The posts of a hand-over that are not over, by name, in the order in which a hand-over locks them."""
    statement = (
        select(Post, HandedPost.manager_id)
        .join(HandedPost, HandedPost.post_id == Post.id)
        .join(Person, Person.id == Post.person_id)
        .where(HandedPost.hand_over_id == hand_over_id, is_not_over())
        .options(joinedload(Post.person))
        .order_by(Person.family_name, Person.given_name, Post.id)
        .execution_options(populate_existing=lock)
    )
    rows = db.session.execute(statement.with_for_update(of=Post) if lock else statement)
    return [Handed(post, manager_id) for post, manager_id in rows]


def works_for(person_id: int, agency_id: int) -> bool:
    there = exists().where(Post.person_id == person_id, Post.agency_id == agency_id, is_current())
    return bool(db.session.scalar(select(there)))


def list_recent(agency_id: int) -> Sequence[Any]:
    """The hand-overs of an agency that can still be taken back, as far as time goes; newest first."""
    old, new = aliased(Person), aliased(Person)
    since = clock.now() - in_force(PeopleRules).hand_over_undo
    posts = select(func.count()).where(HandedPost.hand_over_id == TeamHandOver.id).scalar_subquery()
    return db.session.execute(
        select(
            TeamHandOver.id,
            TeamHandOver.handed_at,
            (old.given_name + " " + old.family_name).label("from_name"),
            (new.given_name + " " + new.family_name).label("to_name"),
            posts.label("posts"),
        )
        .join(old, old.id == TeamHandOver.from_id)
        .join(new, new.id == TeamHandOver.to_id)
        .where(
            TeamHandOver.agency_id == agency_id,
            TeamHandOver.undone_at.is_(None),
            TeamHandOver.handed_at >= since,
        )
        .order_by(TeamHandOver.handed_at.desc(), TeamHandOver.id.desc())
    ).all()

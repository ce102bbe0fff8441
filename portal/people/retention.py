"""How long contacts of people who have left are kept, and hand-overs. Records and certificates stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule, registry
from portal.people.domain import PeopleKept
from portal.people.models import HandedPost, Person, Post, TeamHandOver


def _leavers() -> Select[*tuple[Any, ...]]:
    """Nobody who is in post, is to be, or whom a room above still has to write to."""
    reachable = or_(Person.email.is_not(None), Person.phone != "", Person.address != "")
    needed = [Person.id.not_in(offer()) for offer in registry().providers("contact_needed_by")]
    return (
        select(Person.id, func.max(Post.ended_on).label("start"))
        .join(Post, Post.person_id == Person.id)
        .where(reachable, *needed)
        .group_by(Person.id)
        .having(func.count() == func.count(Post.ended_on))
    )


def _blank_contacts(ids: Sequence[int]) -> None:
    blank = {"email": None, "phone": "", "address": "", "contact_by": None, "contact_purged": True}
    db.session.execute(update(Person).where(Person.id.in_(ids)).values(blank))


def _hand_overs() -> Select[*tuple[Any, ...]]:
    return select(TeamHandOver.id, TeamHandOver.handed_at.label("start"))


def _forget_hand_overs(ids: Sequence[int]) -> None:
    db.session.execute(delete(HandedPost).where(HandedPost.hand_over_id.in_(ids)))
    db.session.execute(delete(TeamHandOver).where(TeamHandOver.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="hand-overs",
        what="Which posts moved when a team was handed over is deleted; the activity log stays",
        since="the hand-over",
        period=lambda: in_force(PeopleKept).hand_overs,
        rows=_hand_overs,
        purge=_forget_hand_overs,
    ),
    RetentionRule(
        name="leavers-contacts",
        what="Email, phone and address of people who have left are blanked, unless a certificate that they "
        "hold has still to be renewed",
        since="their last post ended",
        period=lambda: in_force(PeopleKept).contacts,
        rows=_leavers,
        purge=_blank_contacts,
    ),
)

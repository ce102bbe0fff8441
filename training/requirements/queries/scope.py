"""Of whose requirements somebody sees how they stand, as SQL conditions over posts of today."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select, true

from portal.kernel.access import Actor, Role
from portal.people.models import Person, Post
from portal.people.scope import AnyPost, is_current, manager_in_post

RUNS_TRAINING = (Role.COORDINATOR, Role.TRAINING_LEAD)


def sees_through(actor: Actor, post: AnyPost = Post) -> ColumnElement[bool]:
    """The posts through which this actor answers for somebody: as `REQUIREMENT_READ` says of one person."""
    if actor.holds(*RUNS_TRAINING):
        return true()
    seen: list[ColumnElement[bool]] = [post.person_id == actor.person_id]
    led, schools = actor.agencies_as(Role.AGENCY_LEAD), actor.schools_as(Role.CHAMPION)
    if led:
        seen.append(post.agency_id.in_(led))
    if schools:
        seen.append(post.school_id.in_(schools))
    if actor.holds(Role.LINE_MANAGER):
        seen.append(and_(post.manager_id == actor.person_id, manager_in_post(post) == actor.person_id))
    if actor.acts_for_others:
        reached = select(Person.id).where(Person.office_contact_id == actor.person_id)
        seen.append(post.person_id.in_(reached))
    return or_(*seen)


def theirs(actor: Actor, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The people of such posts; `more` narrows the posts."""
    if actor.holds(*RUNS_TRAINING) and not more:
        return true()
    found = select(Post.person_id).where(sees_through(actor), is_current(), *more)
    return Person.id.in_(found)

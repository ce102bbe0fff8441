"""Whom somebody may book, as an SQL condition."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from portal.kernel.access import Actor, Role
from portal.people.models import Person, Post
from portal.people.scope import is_current, sees_person


def is_mine(actor: Actor) -> ColumnElement[bool]:
    """The people whom this actor may book: those they see, and a school’s staff for its office."""
    mine = sees_person(actor)
    schools = actor.schools_as(Role.CHAMPION)
    if schools:
        post = aliased(Post)
        mine = or_(
            mine, Person.id.in_(select(post.person_id).where(post.school_id.in_(schools), is_current(post)))
        )
    return mine

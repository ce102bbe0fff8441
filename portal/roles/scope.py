"""Whose grants an actor may know of, and which are open: what rules and lists of this room both ask."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select, true

from portal.kernel.access import Actor
from portal.people.models import Person, RoleGrant
from portal.people.scope import SEES_EVERYONE, sees_person


def is_open(today: date) -> ColumnElement[bool]:
    """Held today, or still to come."""
    return or_(
        RoleGrant.ends_on.is_(None),
        and_(RoleGrant.ends_on >= today, RoleGrant.ends_on >= RoleGrant.starts_on),
    )


def is_of_visible_person(actor: Actor) -> ColumnElement[bool]:
    if actor.holds(*SEES_EVERYONE):
        return true()
    return RoleGrant.person_id.in_(select(Person.id).where(sees_person(actor)))

"""Who gets the letters of somebody without an e-mail address, and for whom nobody does. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import read_rows
from portal.people.models import Person, Post, RoleGrant
from portal.people.scope import held_on, manager_in_post

_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_DAY = bindparam("day", type_=Date())


class Via(IntEnum):
    """Why somebody gets another's letters; the first there is gets them."""

    OFFICE_CONTACT = 1
    MANAGER = 2
    AGENCY_LEAD = 3


class Helper(NamedTuple):
    """Who gets the letters of this person in their place."""

    person_id: int
    via: Via
    given_name: str
    email: str


def find_helpers(person_ids: Collection[int]) -> Mapping[int, Helper]:
    """By person the one who gets their letters; nobody for whom there is none. One statement, or none."""
    if not person_ids:
        return {}
    rows = read_rows(_ways(), {"people": list(person_ids), "day": clock.today()})
    # The nearest comes last and stays.
    return {row.person_id: Helper(row.person_id, Via(row.via), row.given_name, row.email) for row in rows}


@cache
def _ways() -> Select[*tuple[Any, ...]]:
    """Everybody who may get the letters of `people`. Built once: building it takes longer than running it."""
    ways = union_all(_contacts(), _managers(), _leads()).subquery()
    return select(ways).order_by(ways.c.person_id, ways.c.via.desc(), ways.c.id.desc())


def _named(person_id: Any, via: Via, helper: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401  # columns
    columns = (helper.id.label("id"), helper.given_name, helper.email)
    return select(person_id.label("person_id"), literal(int(via)).label("via"), *columns)


def _contacts() -> Select[*tuple[Any, ...]]:
    contact = aliased(Person)
    return (
        _named(Person.id, Via.OFFICE_CONTACT, contact)
        .join_from(Person, contact, contact.id == Person.office_contact_id)
        .where(Person.id.in_(_PEOPLE), contact.email.is_not(None), _is_in_post(contact, _DAY))
    )


def _is_in_post(person: Any, day: Any) -> ColumnElement[bool]:  # noqa: ANN401  # an aliased person, a date
    post = aliased(Post)
    return exists().where(post.person_id == person.id, held_on(post, day))


def _managers() -> Select[*tuple[Any, ...]]:
    manager = aliased(Person)
    return (
        _named(Post.person_id, Via.MANAGER, manager)
        .join_from(Post, manager, manager.id == manager_in_post(day=_DAY))
        .where(Post.person_id.in_(_PEOPLE), held_on(Post, _DAY), manager.email.is_not(None))
    )


def _leads() -> Select[*tuple[Any, ...]]:
    lead = aliased(Person)
    leads_today = and_(
        RoleGrant.agency_id == Post.agency_id,
        RoleGrant.role == Role.AGENCY_LEAD,
        RoleGrant.starts_on <= _DAY,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= _DAY),
    )
    return (
        _named(Post.person_id, Via.AGENCY_LEAD, lead)
        .join_from(Post, RoleGrant, leads_today)
        .join(lead, lead.id == RoleGrant.person_id)
        .where(
            Post.person_id.in_(_PEOPLE),
            held_on(Post, _DAY),
            lead.email.is_not(None),
            lead.id != Post.person_id,
        )
    )


def without_contact() -> ColumnElement[bool]:
    """People whom nothing reaches and nobody was chosen for.

    Whoever has an address on paper is written to there. A telephone is no way of its own: not every letter
    has a short text.
    """
    contact = aliased(Person)
    chosen = exists().where(
        contact.id == Person.office_contact_id,
        contact.email.is_not(None),
        _is_in_post(contact, clock.today()),
    )
    return and_(Person.email.is_(None), Person.address == "", ~chosen)

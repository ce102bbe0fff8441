"""Who of the register a request may come from: whoever has the address, and whoever has such a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from portal.accounts.queries.accounts import has_account
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.merging.matching import Known, likeness
from portal.people.domain import PeopleFilter
from portal.people.finding.people import find_people
from portal.people.models import Agency, Person, Post
from portal.people.scope import is_current, sees_person, sees_post
from portal.registrations.models import RegistrationRequest

MOST_SHOWN = 5
SAME_ADDRESS = "The same email address"
SIMILAR_NAME = "A name like it"


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody of the register, as far as whoever decides may know."""

    person_id: int
    name: str
    reference: str
    email: str
    # Those of today, in words.
    posts: Sequence[str]
    has_account: bool
    why: str
    likelihood: int


def find_matches(actor: Actor, request: RegistrationRequest) -> list[Match]:
    """The likeliest first. In five statements at most, however large the register."""
    rows = _candidates(actor, request)
    posts = _posts(actor, [row.id for row in rows])
    found = [_match(row, posts.get(row.id, ()), request) for row in rows]
    return sorted(found, key=lambda one: (-one.likelihood, one.name, one.person_id))[:MOST_SHOWN]


def _match(row: Any, posts: Sequence[Any], request: RegistrationRequest) -> Match:  # noqa: ANN401  # a row
    why, likelihood = _likeness(row, frozenset(one.agency_id for one in posts), request)
    return Match(
        person_id=row.id,
        name=f"{row.given_name} {row.family_name}",
        reference=row.reference,
        email=row.email or "",
        posts=[f"{one.job_title}, {one.agency}" for one in posts if one.is_current],
        has_account=row.has_account,
        why=why,
        likelihood=likelihood,
    )


def _candidates(actor: Actor, request: RegistrationRequest) -> Sequence[Any]:
    named = find_people(actor, PeopleFilter(name=request.name)).statement.limit(2 * MOST_SHOWN)
    columns = (Person.id, Person.given_name, Person.family_name, Person.reference, Person.email)
    by_address: Select[*tuple[Any, ...]] = select(*columns).where(
        Person.email == request.email, Person.merged_into_id.is_(None), sees_person(actor)
    )
    known = has_account(Person.id).label("has_account")
    asked = (by_address.add_columns(known), named.add_columns(known))
    rows = {row.id: row for one in asked for row in db.session.execute(one)}
    return list(rows.values())


def _likeness(row: Any, agencies: frozenset[int], request: RegistrationRequest) -> tuple[str, int]:  # noqa: ANN401  # a row
    if row.email == request.email:
        return SAME_ADDRESS, 100
    asked = frozenset({request.agency_id} if request.agency_id else ())
    name = folded(f"{row.given_name} {row.family_name}")
    one = Known(row.id, name, email=row.email or "", agencies=agencies)
    other = Known(0, folded(request.name), email=request.email, agencies=asked)
    found = likeness(one, other)
    return (found[1], found[0]) if found else (SIMILAR_NAME, 0)


def _posts(actor: Actor, ids: Sequence[int]) -> dict[int, list[Any]]:
    """What each of them does, or did, as far as this actor may know."""
    found: dict[int, list[Any]] = {}
    rows = db.session.execute(
        select(
            Post.person_id,
            Post.agency_id,
            Post.job_title,
            Agency.name.label("agency"),
            is_current().label("is_current"),
        )
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id.in_(ids), sees_post(actor))
        .order_by(Post.started_on, Post.id)
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found

"""Reads for inspection packs: who works at a place, what they hold and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, exists, func, null, select, union_all
from sqlalchemy import cast as cast_to

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person, Post, School
from portal.people.scope import is_current
from training.certificates.domain import CertificateState
from training.certificates.queries.ledger import Held, holds_valid, list_held_by
from training.inspection.domain import (
    AHEAD,
    MISSING,
    Figures,
    Job,
    Member,
    Place,
    Proof,
    Required,
    in_force_or_last,
)
from training.requirements.domain import State
from training.requirements.models import Requirement, RequirementStanding

# Of as many people everything is read at once, however long a register is.
AT_ONCE = 200


def _works_there(place: Place) -> tuple[ColumnElement[bool], ...]:
    if place.school_id is not None:
        return (Post.school_id == place.school_id, is_current())
    return (Post.agency_id == place.agency_id, is_current())


def select_people(place: Place, *, only_missing: bool = False) -> Select[*tuple[Any, ...]]:
    """Id and name of everybody with a post there today, by name; or of those who miss something."""
    staff = select(Post.person_id).where(*_works_there(place))
    statement = select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(staff))
    if only_missing:
        statement = statement.where(_stands(Person.id, MISSING))
    return statement.order_by(Person.search_name, Person.id)


def _stands(person_id: Any, states: frozenset[State]) -> ColumnElement[bool]:  # noqa: ANN401  # a column
    return exists().where(RequirementStanding.person_id == person_id, RequirementStanding.state.in_(states))


def count_people(place: Place) -> tuple[Figures, Sequence[Figures]]:
    """Of the whole place, and of each thing that is asked of somebody there. One statement."""
    staff = select(Post.person_id.label("id")).where(*_works_there(place)).distinct().cte("staff")
    person_id, state = cast(Any, staff.c.id), RequirementStanding.state
    everybody: Any = select(
        cast_to(null(), String).label("name"),
        func.count().label("people"),
        func.count().filter(holds_valid(person_id, clock.today())),
        func.count().filter(_stands(person_id, MISSING)),
        func.count().filter(_stands(person_id, AHEAD)),
    ).select_from(staff)
    asked: Any = (
        select(
            Requirement.name,
            func.count(),
            func.count().filter(state.not_in(MISSING | AHEAD)),
            func.count().filter(state.in_(MISSING)),
            func.count().filter(state.in_(AHEAD)),
        )
        .join(RequirementStanding, RequirementStanding.requirement_id == Requirement.id)
        .where(RequirementStanding.person_id.in_(select(person_id)), state != State.NOT_REQUIRED)
        .group_by(Requirement.id, Requirement.name)
    )
    found = [Figures(*row) for row in db.session.execute(union_all(everybody, asked))]
    whole = next(one for one in found if one.name is None)
    return whole, sorted((one for one in found if one.name is not None), key=lambda one: one.name or "")


def list_members(place: Place, people: Sequence[Any]) -> Sequence[Member]:
    """Everything about these rows of `select_people`. Three statements."""
    ids = [one.id for one in people]
    jobs, proofs, required = _map_jobs(place, ids), _map_proofs(ids), _map_required(ids)
    return [
        Member(
            one.id,
            f"{one.given_name} {one.family_name}",
            jobs.get(one.id, ()),
            in_force_or_last(proofs.get(one.id, ())),
            required.get(one.id, ()),
        )
        for one in people
    ]


def list_people(place: Place) -> Sequence[Any]:
    """All rows of `select_people`: no more than names, however much is known of each."""
    return db.session.execute(select_people(place)).all()


def stream_members(place: Place, people: Sequence[Any]) -> Iterator[Member]:
    """Everything about them, a few at a time."""
    for start in range(0, len(people), AT_ONCE):
        yield from list_members(place, people[start : start + AT_ONCE])


def _map_jobs(place: Place, ids: Sequence[int]) -> Mapping[int, Sequence[Job]]:
    rows = db.session.execute(
        select(Post.person_id, Post.job_title, Post.started_on, School.name)
        .outerjoin(School, School.id == Post.school_id)
        .where(Post.person_id.in_(ids), *_works_there(place))
        .order_by(Post.person_id, Post.started_on, Post.id)
    )
    by_person = groupby(rows, key=lambda row: row[0])
    return {key: [Job(row[1], row[2], row[3] or "") for row in some] for key, some in by_person}


def _map_proofs(ids: Sequence[int]) -> Mapping[int, Sequence[Proof]]:
    found: dict[int, list[Proof]] = {}
    for one in list_held_by(ids):
        if one.state is CertificateState.CURRENT:
            found.setdefault(one.person_id, []).append(_proof(one))
    return found


def _proof(one: Held) -> Proof:
    return Proof(
        one.course_id,
        one.course_title,
        one.level,
        one.completed_on,
        one.expires_on,
        one.standing(clock.today()),
        one.code,
    )


def _map_required(ids: Sequence[int]) -> Mapping[int, Sequence[Required]]:
    standing = RequirementStanding
    rows = db.session.execute(
        select(standing.person_id, Requirement.name, standing.state, standing.due_on)
        .join(Requirement, Requirement.id == standing.requirement_id)
        .where(standing.person_id.in_(ids), standing.state != State.NOT_REQUIRED)
        .order_by(standing.person_id, Requirement.name, Requirement.id)
    )
    by_person = groupby(rows, key=lambda row: row[0])
    return {key: [Required(*row[1:]) for row in some] for key, some in by_person}

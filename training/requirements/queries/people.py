"""People and how they stand, for whoever answers for them: a page of them, or all for a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import sought
from portal.people.models import Agency, Person, Post, School
from portal.people.scope import is_current
from training.requirements.domain import LATE, State
from training.requirements.models import Requirement, RequirementStanding
from training.requirements.queries.scope import sees_through, theirs

# What the list can be narrowed to beside single states.
PRESSING = frozenset({*LATE, State.RENEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFilter:
    """Whom the list is narrowed to; nothing chosen is everybody."""

    name: str = ""
    agency_id: int | None = None
    school_id: int | None = None
    requirement_id: int | None = None
    states: frozenset[State] = frozenset()

    def asked(self) -> Mapping[str, object]:
        """For the log of exports: what was typed is somebody's name, which it need not keep."""
        given = {name: value for name, value in asdict(self).items() if value}
        given |= {"name": True} if "name" in given else {}
        return given | ({"states": sorted(self.states)} if self.states else {})


def select_people(actor: Actor, chosen: MatrixFilter) -> Select[*tuple[Any, ...]]:
    """The people whom this actor answers for and something is required of, by name."""
    return (
        select(Person.id, Person.given_name, Person.family_name, Person.reference)
        .where(_theirs(actor, chosen), _has_standing(chosen), *_named(chosen))
        .order_by(Person.search_name, Person.id)
    )


def _theirs(actor: Actor, chosen: MatrixFilter) -> ColumnElement[bool]:
    more = []
    if chosen.agency_id is not None:
        more.append(Post.agency_id == chosen.agency_id)
    if chosen.school_id is not None:
        more.append(Post.school_id == chosen.school_id)
    return theirs(actor, *more)


def _has_standing(chosen: MatrixFilter) -> ColumnElement[bool]:
    # Its own name: the download joins the table beside it.
    standing = aliased(RequirementStanding)
    return exists().where(standing.person_id == Person.id, *_wanted(chosen, standing))


def _wanted(chosen: MatrixFilter, standing: type[RequirementStanding]) -> list[ColumnElement[bool]]:
    asked = [standing.state != State.NOT_REQUIRED]
    if chosen.requirement_id is not None:
        asked.append(standing.requirement_id == chosen.requirement_id)
    if chosen.states:
        asked.append(standing.state.in_(chosen.states))
    return asked


def _named(chosen: MatrixFilter) -> list[ColumnElement[bool]]:
    return [Person.search_name.contains(word, autoescape=True) for word in sought(chosen.name)]


def map_standings(
    person_ids: Collection[int], requirement_id: int | None
) -> Mapping[int, Mapping[int, RequirementStanding]]:
    """How these people stand, by person and requirement."""
    statement = select(RequirementStanding).where(
        RequirementStanding.person_id.in_(person_ids), RequirementStanding.state != State.NOT_REQUIRED
    )
    if requirement_id is not None:
        statement = statement.where(RequirementStanding.requirement_id == requirement_id)
    found: dict[int, dict[int, RequirementStanding]] = {}
    for one in db.session.scalars(statement):
        found.setdefault(one.person_id, {})[one.requirement_id] = one
    return found


def map_workplaces(actor: Actor, person_ids: Collection[int]) -> Mapping[int, str]:
    """Where these people work today, as far as this actor answers for them there."""
    rows = db.session.execute(
        select(Post.person_id, Agency.name)
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id.in_(person_ids), is_current(), sees_through(actor))
        .order_by(Post.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def select_export(actor: Actor, chosen: MatrixFilter) -> Select[*tuple[Any, ...]]:
    """The same people, a row for each requirement."""
    workplace = (
        select(func.min(Agency.name))
        .join(Post, Post.agency_id == Agency.id)
        .where(Post.person_id == Person.id, is_current(), sees_through(actor))
        .correlate(Person)
        .scalar_subquery()
    )
    return (
        select_people(actor, chosen)
        .join(
            RequirementStanding,
            and_(RequirementStanding.person_id == Person.id, *_wanted(chosen, RequirementStanding)),
        )
        .join(Requirement, Requirement.id == RequirementStanding.requirement_id)
        .with_only_columns(
            *(Person.reference, Person.given_name, Person.family_name, workplace, Requirement.name),
            *(RequirementStanding.state, RequirementStanding.due_on, RequirementStanding.completed_on),
            maintain_column_froms=True,
        )
        .order_by(Requirement.name, Requirement.id)
    )


def list_agencies(actor: Actor) -> Sequence[tuple[int, str]]:
    """The agencies of the people this actor answers for."""
    here = select(Post.agency_id).where(sees_through(actor), is_current())
    rows = db.session.execute(
        select(Agency.id, Agency.name).where(Agency.id.in_(here)).order_by(Agency.name, Agency.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_schools(actor: Actor) -> Sequence[tuple[int, str]]:
    here = select(Post.school_id).where(sees_through(actor), is_current(), Post.school_id.is_not(None))
    rows = db.session.execute(
        select(School.id, School.name).where(School.id.in_(here)).order_by(School.name, School.id)
    )
    return [(row[0], row[1]) for row in rows]


def count_pressing(person_id: int) -> Any:  # noqa: ANN401  # a subquery
    """How much presses for one person, as one number of a larger statement."""
    return (
        select(func.count(RequirementStanding.id))
        .where(RequirementStanding.person_id == person_id, RequirementStanding.state.in_(PRESSING))
        .scalar_subquery()
    )


def count_pressing_at(school_ids: Collection[int]) -> Any:  # noqa: ANN401  # a subquery
    """How many of the staff of these schools something presses, likewise."""
    staff = select(Post.person_id).where(Post.school_id.in_(school_ids), is_current())
    return (
        select(func.count(RequirementStanding.person_id.distinct()))
        .where(RequirementStanding.person_id.in_(staff), RequirementStanding.state.in_(PRESSING))
        .scalar_subquery()
    )

"""Reads of single requirements, standings, allowances and evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union

from portal.kernel import clock
from portal.kernel.db import Model, db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, Post
from portal.people.scope import is_current, is_not_over
from training.catalogue.models import Course
from training.requirements.domain import AllowanceKind, EvidenceState, State
from training.requirements.domain.commands import ExtendMany, SendEvidence
from training.requirements.models import (
    Requirement,
    RequirementAllowance,
    RequirementCourse,
    RequirementEvidence,
    RequirementStanding,
)
from training.requirements.queries.facts import Asked

Row = TypeVar("Row", bound=Model)


def _get(kind: type[Row], row_id: int, *, lock: bool) -> Row:
    found = db.session.get(kind, row_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def get_requirement(requirement_id: int, *, lock: bool = False) -> Requirement:
    """Raise `NotFound` when there is no such requirement."""
    return _get(Requirement, requirement_id, lock=lock)


def find_requirement(requirement_id: int) -> Requirement | None:
    return db.session.get(Requirement, requirement_id)


def get_allowance(allowance_id: int, *, lock: bool = False) -> RequirementAllowance:
    return _get(RequirementAllowance, allowance_id, lock=lock)


def get_evidence(evidence_id: int, *, lock: bool = False) -> RequirementEvidence:
    return _get(RequirementEvidence, evidence_id, lock=lock)


def find_id_by_name(name: str) -> int | None:
    return db.session.scalar(select(Requirement.id).where(Requirement.name == name))


def find_standing(person_id: int, requirement_id: int) -> RequirementStanding | None:
    return db.session.scalar(
        select(RequirementStanding).where(
            RequirementStanding.person_id == person_id, RequirementStanding.requirement_id == requirement_id
        )
    )


def has_waiting_evidence(command: SendEvidence) -> bool:
    """Whether the same has been sent and nobody has looked at it yet."""
    found = select(RequirementEvidence.id).where(
        RequirementEvidence.person_id == command.person_id,
        RequirementEvidence.requirement_id == command.requirement_id,
        RequirementEvidence.completed_on == command.completed_on,
        RequirementEvidence.state == EvidenceState.WAITING,
    )
    return db.session.scalar(found.limit(1)) is not None


def list_to_extend(command: ExtendMany) -> list[int]:
    """Whose day lies between two days and before the one to which it would be prolonged, and is not yet."""
    statement = select(RequirementStanding.person_id).where(
        RequirementStanding.requirement_id == command.requirement_id,
        RequirementStanding.state.not_in([State.NOT_REQUIRED, State.EXEMPT]),
        RequirementStanding.due_on.between(command.due_from, command.due_to),
        RequirementStanding.due_on < command.until,
        ~_is_extended_to(command.until),
    )
    if command.agency_id is not None:
        statement = statement.where(_works_for(command.agency_id))
    return list(db.session.scalars(statement.order_by(RequirementStanding.person_id)))


def _is_extended_to(day: date) -> ColumnElement[bool]:
    """Also of somebody who is current, whose own last day stands, and before the worker has been round."""
    return exists().where(
        RequirementAllowance.person_id == RequirementStanding.person_id,
        RequirementAllowance.requirement_id == RequirementStanding.requirement_id,
        RequirementAllowance.kind == AllowanceKind.EXTENDED,
        RequirementAllowance.ended_at.is_(None),
        RequirementAllowance.until >= day,
    )


def _works_for(agency_id: int) -> ColumnElement[bool]:
    return exists().where(
        Post.person_id == RequirementStanding.person_id, Post.agency_id == agency_id, is_current()
    )


def select_concerned(asked: Asked) -> Select[int]:
    """Everybody with a post, now or agreed for later, that this requirement speaks of."""
    statement = select(Post.person_id).join(Agency, Agency.id == Post.agency_id).where(is_not_over())
    if asked.role_groups:
        statement = statement.where(Post.role_group.in_(asked.role_groups))
    if asked.agency_kinds:
        statement = statement.where(Agency.kind.in_(asked.agency_kinds))
    return statement


def list_to_look_at(asked: Asked) -> Sequence[int]:
    """Whom a change of this requirement may concern: those it speaks of, and those it spoke of."""
    had = select(RequirementStanding.person_id).where(RequirementStanding.requirement_id == asked.id)
    both = union(select_concerned(asked), had).subquery()
    return db.session.scalars(select(both.c[0]).order_by(both.c[0])).all()


def list_turning(today: date, most: int) -> Sequence[int]:
    """Some of those whose day has come, each once."""
    return db.session.scalars(
        select(RequirementStanding.person_id)
        .where(RequirementStanding.changes_on <= today)
        .distinct()
        .order_by(RequirementStanding.person_id)
        .limit(most)
    ).all()


def select_requirements() -> Select[*tuple[Any, ...]]:
    """The requirements, those in force first."""
    is_over = (Requirement.ends_on.is_not(None)) & (Requirement.ends_on < clock.today())
    return select(Requirement).order_by(is_over, Requirement.name, Requirement.id)


def count_states(requirement_ids: Sequence[int]) -> Mapping[int, Mapping[State, int]]:
    """How many people stand in each state with these requirements."""
    rows = db.session.execute(
        select(
            RequirementStanding.requirement_id, RequirementStanding.state, func.count(RequirementStanding.id)
        )
        .where(
            RequirementStanding.requirement_id.in_(requirement_ids),
            RequirementStanding.state != State.NOT_REQUIRED,
        )
        .group_by(RequirementStanding.requirement_id, RequirementStanding.state)
    )
    found: dict[int, dict[State, int]] = {}
    for requirement_id, state, count in rows:
        found.setdefault(requirement_id, {})[state] = count
    return found


def list_names(requirement_ids: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """Requirements in force, by name; or these, whatever they are."""
    statement = select(Requirement.id, Requirement.name).order_by(Requirement.name, Requirement.id)
    if requirement_ids is None:
        today = clock.today()
        statement = statement.where(
            Requirement.starts_on <= today, (Requirement.ends_on.is_(None)) | (Requirement.ends_on >= today)
        )
    else:
        statement = statement.where(Requirement.id.in_(requirement_ids))
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def list_overlooked(today: date) -> Iterator[int]:
    """Standings whose day has come and gone without anybody looking at them."""
    yield from db.session.scalars(
        select(RequirementStanding.id)
        .where(RequirementStanding.changes_on < today)
        .order_by(RequirementStanding.id)
    )


def list_courses(also: Collection[int]) -> list[tuple[int, str]]:
    """The courses that are taught, and these, by title."""
    statement = select(Course.id, Course.title).where(or_(Course.retired_on.is_(None), Course.id.in_(also)))
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(Course.title, Course.id))]


def list_going_by(course_id: int) -> Sequence[Requirement]:
    """Requirements that name this course, and those by hours of a level, which any course may count for."""
    names_it = exists().where(
        RequirementCourse.requirement_id == Requirement.id, RequirementCourse.course_id == course_id
    )
    return db.session.scalars(
        select(Requirement)
        .where(or_(names_it, Requirement.hours_level.is_not(None)))
        .order_by(Requirement.id)
        .with_for_update()
    ).all()


def list_course_titles(requirement_id: int) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Course.id, Course.title)
        .join(RequirementCourse, RequirementCourse.course_id == Course.id)
        .where(RequirementCourse.requirement_id == requirement_id)
        .order_by(Course.title, Course.id)
    )
    return [(row[0], row[1]) for row in rows]

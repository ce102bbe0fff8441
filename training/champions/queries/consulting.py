"""Reads of the log of consultations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import MOST_WORDS_SOUGHT
from portal.people.models import Person, RoleGrant, School
from training.champions.domain import ConsultationFilter
from training.champions.models import Consultation, ConsultationTheme

# Who advises schools: those who run training and audits, and those who may have to audit what came of it.
ADVISING = (Role.COORDINATOR, Role.TRAINING_LEAD, Role.AUDITOR, Role.MODERATOR)


def select_consultations(chosen: ConsultationFilter) -> Select[*tuple[Any, ...]]:
    """The columns of the list, newest first."""
    statement: Select[*tuple[Any, ...]] = select(
        *(Consultation.id, Consultation.given_on, Consultation.school_id, School.name.label("school")),
        *(ConsultationTheme.name.label("theme"), Consultation.advice, Consultation.reference),
        *(Person.given_name, Person.family_name),
    )
    return (
        statement.join(School, School.id == Consultation.school_id)
        .join(ConsultationTheme, ConsultationTheme.id == Consultation.theme_id)
        .join(Person, Person.id == Consultation.given_by_id)
        .where(*_conditions(chosen))
        .order_by(Consultation.given_on.desc(), Consultation.id.desc())
    )


def _conditions(chosen: ConsultationFilter) -> Iterator[ColumnElement[bool]]:
    for word in chosen.school.split()[:MOST_WORDS_SOUGHT]:
        yield School.name.icontains(word, autoescape=True)
    if chosen.theme_id is not None:
        yield Consultation.theme_id == chosen.theme_id
    if chosen.given_by_id is not None:
        yield Consultation.given_by_id == chosen.given_by_id
    if chosen.first is not None:
        yield Consultation.given_on >= chosen.first
    if chosen.last is not None:
        yield Consultation.given_on <= chosen.last


def get_consultation(consultation_id: int) -> Consultation:
    """Raise `NotFound` when there is no such entry."""
    found = db.session.get(Consultation, consultation_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def list_themes(*, offered: bool) -> Sequence[ConsultationTheme]:
    """Those to choose from, or all that there ever were, by name."""
    statement = select(ConsultationTheme).order_by(ConsultationTheme.name)
    return db.session.scalars(statement.where(ConsultationTheme.is_offered) if offered else statement).all()


def list_advisers(day: date) -> Sequence[tuple[int, str]]:
    """Everyone who may have advised a school: id and name."""
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name)
        .where(_advises(day))
        .order_by(Person.search_name, Person.id)
    )
    return [(person_id, f"{given} {family}") for person_id, given, family in rows]


def advises(person_id: int, day: date) -> bool:
    return db.session.scalar(select(Person.id).where(Person.id == person_id, _advises(day))) is not None


def _advises(day: date) -> ColumnElement[bool]:
    return exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role.in_(ADVISING),
        RoleGrant.starts_on <= day,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
    )

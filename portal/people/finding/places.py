"""Finding agencies, schools and local areas, which everybody signed in may see. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, exists, func, literal, select, union_all

from portal.kernel.db import db
from portal.people.domain import AgencyKind, SchoolPhase, SearchKind
from portal.people.models import Agency, LocalArea, Post, School
from portal.people.scope import is_current
from portal.people.searching import Found, FoundPage, Wanted, found, found_page, narrowed

# An area that has closed is offered nowhere.
IS_OFFERED = LocalArea.closed_on.is_(None)
AREA_ORDER = (LocalArea.position, LocalArea.name, LocalArea.id)


def find_agencies(kind: AgencyKind | None, name: str) -> Found:
    """Agencies that are part of the partnership, the nearest name first."""
    return found(name, lambda wanted: select_agencies(kind, wanted))


def find_page_of_agencies(kind: AgencyKind | None, name: str, number: int) -> FoundPage:
    return found_page(name, lambda wanted: select_agencies(kind, wanted), number)


def select_agencies(kind: AgencyKind | None, wanted: Sequence[Wanted]) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(Agency.id, Agency.name, Agency.kind).where(Agency.is_active)
    if kind is not None:
        statement = statement.where(Agency.kind == kind)
    statement, costs = narrowed(statement, SearchKind.AGENCY, Agency.id, wanted)
    nearest = () if costs is None else (costs,)
    return statement.order_by(*nearest, Agency.name, Agency.id)


def select_agencies_without_schools(wanted: Sequence[Wanted]) -> Select[*tuple[Any, ...]]:
    """A school is an agency of the same name: where both are listed, once is enough."""
    return select_agencies(None, wanted).where(~exists().where(School.agency_id == Agency.id))


def find_schools(phase: SchoolPhase | None, area_id: int | None, name: str) -> Found:
    """Open schools by a part of the name or the start of the URN, the nearest name first."""
    return found(name, lambda wanted: select_schools(phase, area_id, wanted))


def find_page_of_schools(phase: SchoolPhase | None, area_id: int | None, name: str, number: int) -> FoundPage:
    return found_page(name, lambda wanted: select_schools(phase, area_id, wanted), number)


def select_schools(
    phase: SchoolPhase | None, area_id: int | None, wanted: Sequence[Wanted]
) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(School.id, School.name, School.urn, School.phase, LocalArea.name.label("area"))
        .join(LocalArea, LocalArea.id == School.local_area_id)
        .where(School.is_open)
    )
    if phase is not None:
        statement = statement.where(School.phase == phase)
    if area_id is not None:
        statement = statement.where(School.local_area_id == area_id)
    statement, costs = narrowed(statement, SearchKind.SCHOOL, School.id, wanted)
    nearest = () if costs is None else (costs,)
    return statement.order_by(*nearest, School.name, School.id)


def select_school_export(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The same schools with what a list of schools is kept for."""
    return statement.add_columns(LocalArea.base, School.postcode)


@dataclass(frozen=True, slots=True)
class Places:
    """What filters and forms offer, each as id and name: areas in their order, all else by name."""

    agencies: Sequence[tuple[int, str]]
    schools: Sequence[tuple[int, str]]
    areas: Sequence[tuple[int, str]]


def list_places() -> Places:
    """Every agency and school that is part of the partnership, and its areas: one statement for all."""
    kinds = (
        select(
            literal("agency").label("kind"),
            Agency.id,
            Agency.name.label("name"),
            literal(0).label("position"),
        ).where(Agency.is_active),
        select(literal("school"), School.id, School.name, literal(0)).where(School.is_open),
        select(literal("area"), LocalArea.id, LocalArea.name, LocalArea.position).where(IS_OFFERED),
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for kind, place_id, name, _ in db.session.execute(union_all(*kinds).order_by("position", "name")):
        found.setdefault(kind, []).append((place_id, name))
    return Places(*(found.get(kind, []) for kind in ("agency", "school", "area")))


@dataclass(frozen=True, slots=True)
class Workforce:
    """How many people work somewhere today, and how many of them unpaid."""

    people: int
    unpaid: int


def count_workforce(*, agency_id: int | None = None, school_id: int | None = None) -> Workforce:
    where = Post.school_id == school_id if school_id is not None else Post.agency_id == agency_id
    people, unpaid = db.session.execute(
        select(
            func.count(distinct(Post.person_id)),
            func.count(distinct(Post.person_id)).filter(Post.is_paid.is_(False)),
        ).where(where, is_current())
    ).one()
    return Workforce(people, unpaid)


def list_local_areas() -> Sequence[LocalArea]:
    """Those that may be chosen, in their order."""
    return db.session.scalars(select(LocalArea).where(IS_OFFERED).order_by(*AREA_ORDER)).all()


def list_area_choices() -> tuple[tuple[int, str], ...]:
    """Ids and names of the same, for the filters of busy pages."""
    # Straight to the connection: of plain rows the session would only keep books.
    return tuple((row[0], row[1]) for row in db.session.connection().execute(_AREA_CHOICES))


# Built once: building it takes longer than running it.
_AREA_CHOICES = select(LocalArea.id, LocalArea.name).where(IS_OFFERED).order_by(*AREA_ORDER)


def list_areas_with_figures() -> Sequence[Any]:
    """Every local area with its base and the number of open schools it serves; closed ones last."""
    return db.session.execute(
        select(
            *(LocalArea.name, LocalArea.base, LocalArea.id, LocalArea.closed_on),
            func.count(School.id).label("schools"),
        )
        .outerjoin(School, (School.local_area_id == LocalArea.id) & School.is_open)
        .group_by(LocalArea.id)
        .order_by(LocalArea.closed_on.is_not(None), *AREA_ORDER)
    ).all()

"""Finding people and places: lists that are filtered, sorted and scoped to who asks. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import sought
from portal.people.domain import AgencyKind, SchoolPhase
from portal.people.models import Agency, LocalArea, Person, Post, RoleGrant, School

# These see the whole workforce; everyone else sees what their posts entitle them to.
SEES_EVERYONE = (Role.COORDINATOR, Role.TRAINING_LEAD, Role.ADMINISTRATOR)


def is_current_post() -> ColumnElement[bool]:
    today = clock.today()
    return and_(Post.started_on <= today, or_(Post.ended_on.is_(None), Post.ended_on >= today))


def select_people(actor: Actor, name: str = "") -> Select[*tuple[Any, ...]]:
    """Id and name of the people this actor may see, by family name; nobody who was merged into another.

    `name` finds the start of any word of a name, whatever its case or accents.
    """
    statement = (
        select(Person.id, Person.given_name, Person.family_name)
        .where(Person.merged_into_id.is_(None))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    for word in sought(name):
        start = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(
            or_(
                Person.search_name.like(f"{start}%", escape="\\"),
                Person.search_name.like(f"% {start}%", escape="\\"),
            )
        )
    return statement if actor.holds(*SEES_EVERYONE) else statement.where(_is_visible_to(actor))


def main_posts(person_ids: Sequence[int]) -> dict[int, Any]:
    """For each of these people the post they have held longest of those they hold now."""
    found = db.session.execute(
        select(Post.person_id, Post.job_title, Agency.name.label("agency"))
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id.in_(person_ids), is_current_post())
        .order_by(Post.started_on.desc(), Post.id.desc())
    )
    return {row.person_id: row for row in found}


def _is_visible_to(actor: Actor) -> ColumnElement[bool]:
    post = aliased(Post)
    today = clock.today()
    mine: list[ColumnElement[bool]] = [post.agency_id.in_(actor.agencies_as(Role.AGENCY_LEAD))]
    if actor.holds(Role.LINE_MANAGER):
        mine.append(post.manager_id == actor.person_id)
    theirs = exists().where(
        post.person_id == Person.id, or_(post.ended_on.is_(None), post.ended_on >= today), or_(*mine)
    )
    return or_(Person.id == actor.person_id, theirs)


def get_visible_person(actor: Actor, person_id: int) -> Person:
    """The person, or whom they were merged into.

    Raises `NotFound` when there is no such person, or none that this actor may know of.
    """
    merged_into = select(Person.merged_into_id).where(Person.id == person_id).scalar_subquery()
    statement = select(Person).where(Person.id == func.coalesce(merged_into, person_id))
    if not actor.holds(*SEES_EVERYONE):
        statement = statement.where(_is_visible_to(actor))
    person = db.session.scalar(statement)
    if person is None:
        raise NotFound
    return person


def list_posts(person_id: int) -> Sequence[Post]:
    """Every post of a person, current ones first, newest first."""
    return db.session.scalars(
        select(Post)
        .where(Post.person_id == person_id)
        .options(joinedload(Post.agency), joinedload(Post.school), joinedload(Post.manager))
        .order_by(Post.ended_on.is_not(None), Post.started_on.desc(), Post.id)
    ).all()


def list_current_grants(person_id: int) -> Sequence[Any]:
    """The roles a person holds today, with the names of what they are for."""
    today = clock.today()
    return db.session.execute(
        select(
            RoleGrant.role,
            RoleGrant.starts_on,
            RoleGrant.ends_on,
            func.coalesce(School.name, Agency.name).label("scope"),
        )
        .outerjoin(School, School.id == RoleGrant.school_id)
        .outerjoin(Agency, Agency.id == RoleGrant.agency_id)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
        .order_by(RoleGrant.role, RoleGrant.id)
    ).all()


def select_agencies(kind: AgencyKind | None, name: str) -> Select[*tuple[Any, ...]]:
    statement = select(Agency.id, Agency.name, Agency.kind).where(Agency.is_active)
    if kind is not None:
        statement = statement.where(Agency.kind == kind)
    if name:
        statement = statement.where(Agency.name.icontains(name, autoescape=True))
    return statement.order_by(Agency.name, Agency.id)


def select_schools(phase: SchoolPhase | None, area_id: int | None, name: str) -> Select[*tuple[Any, ...]]:
    statement = (
        select(School.id, School.name, School.urn, School.phase, LocalArea.name.label("area"))
        .join(LocalArea, LocalArea.id == School.local_area_id)
        .where(School.is_open)
    )
    if phase is not None:
        statement = statement.where(School.phase == phase)
    if area_id is not None:
        statement = statement.where(School.local_area_id == area_id)
    if name:
        statement = statement.where(School.name.icontains(name, autoescape=True))
    return statement.order_by(School.name, School.id)


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
        ).where(where, is_current_post())
    ).one()
    return Workforce(people, unpaid)


def list_local_areas() -> Sequence[LocalArea]:
    return db.session.scalars(select(LocalArea).order_by(LocalArea.name)).all()


def list_areas_with_figures() -> Sequence[Any]:
    """Every local area with its base and the number of open schools it serves."""
    return db.session.execute(
        select(LocalArea.name, LocalArea.base, LocalArea.id, func.count(School.id).label("schools"))
        .outerjoin(School, (School.local_area_id == LocalArea.id) & School.is_open)
        .group_by(LocalArea.id)
        .order_by(LocalArea.name)
    ).all()

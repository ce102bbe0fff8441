"""Finding people: lists that are filtered, sorted and scoped to who asks. Reads only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.tables import Sort
from portal.people.domain import Lack, PeopleFilter, SearchKind, Standing
from portal.people.models import Agency, LocalArea, Person, Post, RoleGrant, School
from portal.people.reaching import without_contact
from portal.people.scope import AnyPost, is_current, is_not_over, sees_person, sees_post
from portal.people.searching import Build, Found, FoundPage, Wanted, found, found_page, narrowed

# Whether the person in this column has an account: only the room that keeps accounts can say.
HasAccount = Callable[[Any], ColumnElement[bool]]
ORDERS = ("closest", "name", "agency", "post", "reference")
REFERENCE = re.compile(r"[A-Za-z]{1,12}-?[0-9]+")
NEAREST_FIRST = Sort("closest")


def find_people(actor: Actor, chosen: PeopleFilter, *, has_account: HasAccount | None = None) -> Found:
    """The people this actor may see and asked for, as they typed it or else what is close.

    Nobody who was merged into another.
    """
    return found(chosen.name, _build(actor, chosen, NEAREST_FIRST, has_account), close=chosen.close)


def find_page_of_people(
    actor: Actor, chosen: PeopleFilter, sort: Sort, number: int, has_account: HasAccount | None
) -> FoundPage:
    """A page of the same, in this order."""
    build = _build(actor, chosen, sort, has_account)
    return found_page(chosen.name, build, number, close=chosen.close)


def _build(actor: Actor, chosen: PeopleFilter, sort: Sort, has_account: HasAccount | None) -> Build:
    asked = _conditions(actor, chosen, has_account)

    def build(wanted: Sequence[Wanted]) -> Select[*tuple[Any, ...]]:
        statement, costs = named(chosen.name, wanted)
        return _sorted(statement.where(*asked), actor, sort, costs)

    return build


def select_named(actor: Actor, name: str, wanted: Sequence[Wanted]) -> Select[*tuple[Any, ...]]:
    """Those whom this actor may see, by these words, the nearest first."""
    statement, costs = named(name, wanted)
    return _sorted(statement.where(sees_person(actor)), actor, NEAREST_FIRST, costs)


def named(name: str, wanted: Sequence[Wanted]) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int] | None]:
    """People of this name, or of this reference or address, and what to order by; nobody who was merged."""
    statement: Select[*tuple[Any, ...]] = select(
        Person.id, Person.given_name, Person.family_name, Person.reference, Person.email
    ).where(Person.merged_into_id.is_(None))
    by_key = _by_key(name)
    if by_key is not None:
        return statement.where(by_key), None
    return narrowed(statement, SearchKind.PERSON, Person.id, wanted)


def select_people(actor: Actor, name: str = "") -> Select[*tuple[Any, ...]]:
    """The same by name alone, for rooms that let somebody choose a person."""
    return find_people(actor, PeopleFilter(name=name)).statement


def select_export(statement: Select[*tuple[Any, ...]], actor: Actor) -> Select[*tuple[Any, ...]]:
    """The same people with their details, a row for each post this actor sees and one for people without."""
    post, manager = aliased(Post), aliased(Person)
    return (
        statement.outerjoin(post, and_(post.person_id == Person.id, sees_post(actor, post)))
        .outerjoin(Agency, Agency.id == post.agency_id)
        .outerjoin(School, School.id == post.school_id)
        .outerjoin(LocalArea, LocalArea.id == post.local_area_id)
        .outerjoin(manager, manager.id == post.manager_id)
        .with_only_columns(
            *(Person.reference, Person.given_name, Person.family_name, Person.email, Person.phone),
            *(Agency.name, School.urn, LocalArea.name, post.team, post.job_title, post.role_group),
            *(post.is_paid, post.started_on, post.ended_on, manager.reference),
            maintain_column_froms=True,
        )
        .order_by(post.started_on, post.id)
    )


def _by_key(typed: str) -> ColumnElement[bool] | None:
    """Somebody's reference or e-mail address names exactly one person."""
    typed = typed.strip()
    if "@" in typed:
        return Person.email == typed.casefold()
    if REFERENCE.fullmatch(typed):
        return Person.reference.in_([typed, typed.upper()])
    return None


def _conditions(
    actor: Actor, chosen: PeopleFilter, has_account: HasAccount | None
) -> list[ColumnElement[bool]]:
    found_by = [sees_person(actor)]
    if chosen.lacks is not None:
        found_by.append(_lacks(chosen.lacks, has_account))
    post = aliased(Post)
    asked = _of_post(post, chosen)
    if not asked and chosen.standing is None:
        return found_by
    mine = and_(post.person_id == Person.id, sees_post(actor, post), *asked)
    held: dict[Standing | None, ColumnElement[bool]] = {
        None: exists().where(mine),
        Standing.IN_POST: exists().where(mine, is_current(post)),
        Standing.STARTING: exists().where(mine, post.started_on > clock.today()),
        Standing.LEFT: and_(exists().where(mine), ~exists().where(mine, is_not_over(post))),
    }
    return [*found_by, held[chosen.standing]]


def _of_post(post: AnyPost, chosen: PeopleFilter) -> list[ColumnElement[bool]]:
    asked: Mapping[Any, object] = {
        post.agency_id: chosen.agency_id,
        post.school_id: chosen.school_id,
        post.local_area_id: chosen.local_area_id,
        post.role_group: chosen.role_group,
        post.is_paid: chosen.is_paid,
    }
    return [column == value for column, value in asked.items() if value is not None]


def _lacks(lack: Lack, has_account: HasAccount | None) -> ColumnElement[bool]:
    if lack is Lack.EMAIL:
        return Person.email.is_(None)
    if lack is Lack.ACCOUNT:
        return ~has_account(Person.id) if has_account is not None else true()
    return without_contact()


def number_unreached(actor: Actor) -> ScalarSelect[int]:
    """How many people in post nobody was chosen for who gets their letters; the list shows the same."""
    unreached = PeopleFilter(lacks=Lack.CONTACT, standing=Standing.IN_POST)
    found = select(func.count(Person.id)).where(Person.merged_into_id.is_(None))
    return found.where(*_conditions(actor, unreached, None)).scalar_subquery()


def _sorted(
    statement: Select[*tuple[Any, ...]], actor: Actor, sort: Sort, costs: ColumnElement[int] | None
) -> Select[*tuple[Any, ...]]:
    by_name: list[ColumnElement[Any]] = [Person.family_name.asc(), Person.given_name.asc()]
    order = by_name
    if sort.key == "closest" and costs is not None:
        order = [costs, *by_name]
    elif sort.key == "name" and sort.descending:
        order = [Person.family_name.desc(), Person.given_name.desc()]
    elif sort.key == "reference":
        order = [sort.by({"reference": Person.reference.expression})]
    elif sort.key in {"agency", "post"}:
        column = _of_main_post(actor, Agency.name if sort.key == "agency" else Post.job_title)
        # Those without a post come last, whichever way and on either database.
        order = [column.is_(None), sort.by({sort.key: column}), *by_name]
    return statement.order_by(*order, Person.id)


def _of_main_post(actor: Actor, column: Any) -> ScalarSelect[Any]:  # noqa: ANN401  # any column of a post
    """Of the post that `main_posts` shows. Asked of each person: joined, PostgreSQL may plan it badly."""
    return (
        select(column)
        .select_from(Post)
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id == Person.id, is_current(), sees_post(actor))
        .order_by(Post.started_on, Post.id)
        .limit(1)
        .scalar_subquery()
    )


def main_posts(actor: Actor, person_ids: Sequence[int]) -> dict[int, Any]:
    """For each of these people the post held longest, of those they hold now and this actor sees."""
    rows = db.session.execute(
        select(Post.person_id, Post.job_title, Agency.name.label("agency"))
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id.in_(person_ids), is_current(), sees_post(actor))
        .order_by(Post.started_on.desc(), Post.id.desc())
    )
    return {row.person_id: row for row in rows}


def get_visible_person(actor: Actor, person_id: int) -> Person:
    """The person, or whom they were merged into, with their office contact.

    Raises `NotFound` when there is no such person, or none that this actor may know of.
    """
    merged_into = select(Person.merged_into_id).where(Person.id == person_id).scalar_subquery()
    person = db.session.scalar(
        select(Person)
        .where(Person.id == func.coalesce(merged_into, person_id), sees_person(actor))
        .options(joinedload(Person.office_contact))
    )
    if person is None:
        raise NotFound
    return person


def list_posts(actor: Actor, person_id: int) -> Sequence[Post]:
    """Every post of a person that this actor sees, current ones first, newest first."""
    return db.session.scalars(
        select(Post)
        .where(Post.person_id == person_id, sees_post(actor))
        .options(
            joinedload(Post.agency),
            joinedload(Post.school),
            joinedload(Post.manager),
            joinedload(Post.local_area),
        )
        .order_by(Post.ended_on.is_not(None), Post.started_on.desc(), Post.id)
    ).all()


def count_other_posts(actor: Actor, person_id: int) -> int:
    """How many posts a person holds, or will, of which this actor may know only that they exist."""
    return (
        db.session.scalar(
            select(func.count(Post.id)).where(Post.person_id == person_id, is_not_over(), ~sees_post(actor))
        )
        or 0
    )


def list_current_grants(person_id: int) -> Sequence[Any]:
    """The roles a person holds today, with the names of what they are for."""
    today = clock.today()
    return db.session.execute(
        select(
            RoleGrant.role,
            RoleGrant.starts_on,
            RoleGrant.ends_on,
            func.coalesce(School.name, Agency.name, func.nullif(RoleGrant.board, "")).label("scope"),
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

"""Every read about duplicates and merges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import sought
from portal.merging.domain import FoundBy, PairState, Workplaces
from portal.merging.models import MergeStep, PersonMerge, PossibleDuplicate
from portal.merging.references import Reference
from portal.people.models import Agency, Person, Post, RoleGrant, School

# Fewer than either database takes as values of one statement.
AT_ONCE = 5_000
First, Second = aliased(Person), aliased(Person)
# What the queue can be ordered by.
SORTS: Mapping[str, Any] = {
    "likelihood": PossibleDuplicate.likelihood,
    "found": PossibleDuplicate.found_at,
    "name": First.family_name,
}
# These decide about everybody; leads about people of their agency alone.
DECIDES_ABOUT_ALL = (Role.ADMINISTRATOR, Role.COORDINATOR)


_LISTED = (
    *(PossibleDuplicate.id, PossibleDuplicate.likelihood, PossibleDuplicate.why),
    *(PossibleDuplicate.found_by, PossibleDuplicate.found_at),
    (First.given_name + " " + First.family_name).label("first"),
    (Second.given_name + " " + Second.family_name).label("second"),
    First.reference.label("first_reference"),
    Second.reference.label("second_reference"),
)


def select_pairs(
    actor: Actor, state: PairState, found_by: FoundBy | None = None, name: str = ""
) -> Select[*tuple[Any, ...]]:
    """The pairs this actor may decide about; an open one only while both people stand for themselves."""
    statement = (
        select(*_LISTED)
        .join(First, First.id == PossibleDuplicate.first_id)
        .join(Second, Second.id == PossibleDuplicate.second_id)
        .where(PossibleDuplicate.state == state)
    )
    if state is PairState.OPEN:
        statement = statement.where(First.merged_into_id.is_(None), Second.merged_into_id.is_(None))
    if found_by is not None:
        statement = statement.where(PossibleDuplicate.found_by == found_by)
    for word in sought(name):
        statement = statement.where(
            or_(*(side.search_name.contains(word, autoescape=True) for side in (First, Second)))
        )
    return statement if actor.holds(*DECIDES_ABOUT_ALL) else statement.where(*_is_led_by(actor))


def _is_led_by(actor: Actor) -> Iterable[ColumnElement[bool]]:
    """Both work in the actor's agencies and never worked elsewhere."""
    agencies = actor.agencies_as(Role.AGENCY_LEAD)
    for side in (First, Second):
        post = aliased(Post)
        of_side = post.person_id == side.id
        yield exists().where(of_side)
        yield ~exists().where(of_side, post.agency_id.not_in(agencies))


def number_open(actor: Actor) -> ScalarSelect[int]:
    """How many pairs wait for this actor."""
    waiting = select_pairs(actor, PairState.OPEN).subquery()
    return select(func.count()).select_from(waiting).scalar_subquery()


def get_pair(pair_id: int, *, lock: bool = False) -> PossibleDuplicate:
    """The pair with both people. Raises `NotFound`."""
    statement = select(PossibleDuplicate).where(PossibleDuplicate.id == pair_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    else:
        statement = statement.options(
            joinedload(PossibleDuplicate.first),
            joinedload(PossibleDuplicate.second),
            joinedload(PossibleDuplicate.decided_by),
        )
    pair = db.session.scalar(statement)
    if pair is None:
        raise NotFound
    return pair


def get_visible_pair(actor: Actor, pair_id: int) -> PossibleDuplicate:
    """Raises `NotFound` when there is no such pair, or none that this actor may decide about."""
    pair = get_pair(pair_id)
    if not may_decide(actor, pair.first_id, pair.second_id):
        raise NotFound
    return pair


def may_decide(actor: Actor, first_id: int, second_id: int) -> bool:
    """Asks the database only about a lead."""
    return actor.holds(*DECIDES_ABOUT_ALL) or can(
        actor, Permission.PERSON_MERGE, get_workplaces(first_id, second_id)
    )


def get_workplaces(first_id: int, second_id: int) -> Workplaces:
    rows = db.session.execute(
        select(Post.person_id, Post.agency_id).where(Post.person_id.in_((first_id, second_id))).distinct()
    ).all()
    first, second = (
        frozenset(agency_id for person_id, agency_id in rows if person_id == side)
        for side in (first_id, second_id)
    )
    return Workplaces(first, second)


def lock_people(*person_ids: int) -> Mapping[int, Person]:
    """These people, always in the order of their ids: two merges never wait for each other in a circle."""
    found = db.session.scalars(
        select(Person)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in found}


def list_roles(person_ids: Collection[int]) -> Sequence[Role]:
    """Every role that one of these people holds today or is to hold."""
    return db.session.scalars(
        select(RoleGrant.role)
        .where(
            RoleGrant.person_id.in_(person_ids),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= clock.today()),
        )
        .distinct()
    ).all()


def count_rows(
    references: Sequence[Reference], person_ids: Collection[int]
) -> Mapping[int, Mapping[str, int]]:
    """For each of these people how many rows name them, by reference. One statement for every table."""
    counted = union_all(
        *(
            select(literal(at).label("at"), one.column.label("person_id"), func.count().label("rows"))
            .where(one.column.in_(person_ids))
            .group_by(one.column)
            for at, one in enumerate(references)
        )
    )
    found: dict[int, dict[str, int]] = {person_id: {} for person_id in person_ids}
    for at, person_id, rows in db.session.execute(counted):
        found[person_id][references[at].name] = rows
    return found


def list_posts(person_ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """Every post of each of these people, newest first."""
    rows = db.session.execute(
        select(
            Post.person_id,
            Post.job_title,
            Agency.name.label("agency"),
            Post.team,
            Post.started_on,
            Post.ended_on,
        )
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id.in_(person_ids))
        .order_by(Post.started_on.desc(), Post.id)
    ).all()
    return {person_id: [row for row in rows if row[0] == person_id] for person_id in person_ids}


def list_grants(person_ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """The roles that each of these people holds today or is to hold."""
    rows = db.session.execute(
        select(RoleGrant.person_id, RoleGrant.role, func.coalesce(School.name, Agency.name).label("scope"))
        .outerjoin(School, School.id == RoleGrant.school_id)
        .outerjoin(Agency, Agency.id == RoleGrant.agency_id)
        .where(
            RoleGrant.person_id.in_(person_ids),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= clock.today()),
        )
        .order_by(RoleGrant.role, RoleGrant.id)
    ).all()
    return {person_id: [row for row in rows if row[0] == person_id] for person_id in person_ids}


def get_merge(merge_id: int, *, lock: bool = False) -> PersonMerge:
    """Raises `NotFound` when there is no such merge."""
    statement = select(PersonMerge).where(PersonMerge.id == merge_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    else:
        statement = statement.options(
            joinedload(PersonMerge.kept),
            joinedload(PersonMerge.lost),
            joinedload(PersonMerge.merged_by),
            joinedload(PersonMerge.undone_by),
        )
    merge = db.session.scalar(statement)
    if merge is None:
        raise NotFound
    return merge


def get_visible_merge(actor: Actor, merge_id: int) -> PersonMerge:
    """Raises `NotFound` when there is no such merge, or none that this actor may decide about."""
    merge = get_merge(merge_id)
    if not may_decide(actor, merge.kept_id, merge.kept_id):
        raise NotFound
    return merge


def find_merges_of(pair_id: int) -> Sequence[int]:
    """The merges that came of a pair, newest first."""
    return db.session.scalars(
        select(PersonMerge.id).where(PersonMerge.pair_id == pair_id).order_by(PersonMerge.id.desc())
    ).all()


def list_steps(merge_id: int) -> Sequence[MergeStep]:
    """Last first, as they are undone."""
    return db.session.scalars(
        select(MergeStep).where(MergeStep.merge_id == merge_id).order_by(MergeStep.position.desc())
    ).all()


def count_steps(merge_id: int) -> Sequence[tuple[str, int]]:
    """How many rows a merge touched, by reference."""
    rows = db.session.execute(
        select(MergeStep.reference, func.count())
        .where(MergeStep.merge_id == merge_id)
        .group_by(MergeStep.reference)
        .order_by(MergeStep.reference)
    )
    return [(name, count) for name, count in rows]


def find_person_by_reference(reference: str) -> int | None:
    """Whom a reference stands for now."""
    return db.session.scalar(
        select(func.coalesce(Person.merged_into_id, Person.id)).where(
            Person.reference == reference.strip().upper()
        )
    )


def find_pair(pair: tuple[int, int]) -> int | None:
    return db.session.scalar(
        select(PossibleDuplicate.id).where(
            PossibleDuplicate.first_id == pair[0], PossibleDuplicate.second_id == pair[1]
        )
    )


def is_taken(column: str, value: object, besides: Collection[int]) -> bool:
    """Whether somebody besides these people has this value of a detail that nobody shares."""
    found = select(Person.id).where(Person.__table__.c[column] == value, Person.id.not_in(besides))
    return db.session.scalar(found.limit(1)) is not None


def find_kept(person_ids: Collection[int]) -> Mapping[int, int]:
    """For each of these people the one who stands for them now: themselves, or whom they were merged into."""
    rest = iter(sorted(set(person_ids)))
    kept: dict[int, int] = {}
    while batch := list(islice(rest, AT_ONCE)):
        found = db.session.execute(
            select(Person.id, func.coalesce(Person.merged_into_id, Person.id)).where(Person.id.in_(batch))
        )
        kept.update((person_id, kept_id) for person_id, kept_id in found)
    return kept


def list_merged_ids(person_id: int) -> Sequence[int]:
    """Everybody who was merged into this person: what the log says of them is part of the same history."""
    return db.session.scalars(
        select(Person.id).where(Person.merged_into_id == person_id).order_by(Person.id)
    ).all()

"""The people, posts and keys that a batch of rows may mean: a handful of statements, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.imports.models import ExternalKey, ImportRow
from portal.imports.reading.known import KnownPerson, KnownPost, Namesake, Workplace
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.people.models import Agency, LocalArea, Person, Post, School

# Fewer than either database takes as values of one statement.
AT_ONCE = 10_000
PERSON = ("given_name", "family_name", "email", "phone", "address")
POST = ("job_title", "team", "role_group", "is_paid", "started_on", "ended_on")


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of people by what a list may call them. Whoever was merged is the person who stands for them."""

    by_reference: Mapping[str, int]
    by_key: Mapping[str, int]
    by_email: Mapping[str, int]


def list_workplaces() -> list[Workplace]:
    rows = db.session.execute(
        select(Agency.id, Agency.name, Agency.is_active, School.id, School.urn, LocalArea.name)
        .outerjoin(School, School.agency_id == Agency.id)
        .outerjoin(LocalArea, LocalArea.id == School.local_area_id)
        .order_by(Agency.id)
    )
    return [Workplace(*row) for row in rows]


def find_ids(
    source_id: int, references: Collection[str], keys: Collection[str], emails: Collection[str]
) -> Found:
    kept = func.coalesce(Person.merged_into_id, Person.id)
    by_key = (
        select(ExternalKey.key, kept)
        .join(Person, Person.id == ExternalKey.person_id)
        .where(ExternalKey.source_id == source_id, ExternalKey.key.in_(sorted(keys)))
    )
    return Found(
        by_reference=_ids(select(Person.reference, kept).where(Person.reference.in_(sorted(references)))),
        by_key=_ids(by_key),
        by_email=_ids(select(Person.email, kept).where(Person.email.in_(sorted(emails)))),
    )


def _ids(statement: Any) -> dict[str, int]:  # noqa: ANN401  # a select of a word and an id
    return {word: person_id for word, person_id in db.session.execute(statement)}  # noqa: C416  # rows, not pairs


def find_people(person_ids: Collection[int]) -> dict[int, KnownPerson]:
    """These people with every post they ever had."""
    ids = sorted(person_ids)
    posts: dict[int, list[KnownPost]] = defaultdict(list)
    for person_id, post in _posts(Post.person_id.in_(ids)):
        posts[person_id].append(post)
    columns = [getattr(Person, name) for name in PERSON]
    contact = aliased(Person)
    rows = db.session.execute(
        select(Person.id, Person.reference, *columns, Person.office_contact_id, contact.reference)
        .outerjoin(contact, contact.id == Person.office_contact_id)
        .where(Person.id.in_(ids))
    )
    names = (*PERSON, "office_contact_id", "office_contact")
    return {
        row[0]: KnownPerson(row[0], row[1], dict(zip(names, row[2:], strict=True)), posts[row[0]])
        for row in rows
    }


def find_reached(person_ids: Iterable[int]) -> frozenset[int]:
    """Those who have an email address."""
    ids = sorted(set(person_ids))
    return frozenset(
        db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.email.is_not(None)))
    )


def _posts(where: ColumnElement[bool]) -> Iterator[tuple[int, KnownPost]]:
    manager = aliased(Person)
    columns = [getattr(Post, name) for name in POST]
    rows = db.session.execute(
        select(
            *(Post.person_id, Post.id, Post.agency_id, Post.school_id, Post.manager_id),
            *(manager.reference, LocalArea.name, *columns),
        )
        .outerjoin(manager, manager.id == Post.manager_id)
        .outerjoin(LocalArea, LocalArea.id == Post.local_area_id)
        .where(where)
        .order_by(Post.id)
    )
    for person_id, post_id, agency_id, school_id, manager_id, reference, area, *rest in rows:
        values = {name: _as_json(value) for name, value in zip(POST, rest, strict=True)}
        values |= {"local_area": area, "manager": reference, "manager_id": manager_id, "school_id": school_id}
        yield person_id, KnownPost(post_id, agency_id, school_id, values)


def _as_json(value: Any) -> Any:  # noqa: ANN401  # a column's value
    return value.isoformat() if isinstance(value, date) else value


def list_repeated(import_id: int) -> frozenset[str]:
    """Who stands in more than one row of the file."""
    rows = (
        select(ImportRow.key)
        .where(ImportRow.import_id == import_id)
        .group_by(ImportRow.key)
        .having(func.count() > 1)
    )
    return frozenset(db.session.scalars(rows))


def find_in_file(import_id: int, keys: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    """Which of these keys are of rows of the file, with the places that these name: URN and agency."""
    wanted = sorted(keys)
    place = (ImportRow.said["urn"].as_string(), ImportRow.said["agency"].as_string())
    rows = select(ImportRow.key, ImportRow.other_key, *place).where(
        ImportRow.import_id == import_id, or_(ImportRow.key.in_(wanted), ImportRow.other_key.in_(wanted))
    )
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, other_key, urn, agency in db.session.execute(rows):
        for one in (key, other_key):
            found[one].add((str(urn or ""), folded(agency or "")))
    return dict(found)


def find_people_in_file(import_id: int, source_id: int) -> frozenset[int]:
    """People of the register whom a row of the file means, by any of their stable keys."""
    kept, rows = func.coalesce(Person.merged_into_id, Person.id), ImportRow.import_id == import_id
    known = (ExternalKey.source_id == source_id, ExternalKey.key == ImportRow.key, rows)
    asked = (
        select(kept).join(ImportRow, ImportRow.key == Person.reference).where(rows),
        select(kept).join(ImportRow, ImportRow.other_key == Person.email).where(rows),
        select(kept).join(ExternalKey, ExternalKey.person_id == Person.id).join(ImportRow, and_(*known)),
    )
    return frozenset(one for statement in asked for one in db.session.scalars(statement))


def list_lines() -> Iterator[tuple[int, int, int]]:
    """Person, agency and manager of every post that has a manager and is not over."""
    rows = select(Post.person_id, Post.agency_id, Post.manager_id).where(
        Post.manager_id.is_not(None), or_(Post.ended_on.is_(None), Post.ended_on >= clock.today())
    )
    for person_id, agency_id, manager_id in db.session.execute(rows):
        if manager_id is not None:
            yield person_id, agency_id, manager_id


def find_namesakes(names: Collection[str]) -> dict[str, list[Namesake]]:
    """Everybody known by these folded names, once for each current post."""
    if not names:
        return {}
    today = clock.today()
    current = and_(Post.person_id == Person.id, or_(Post.ended_on.is_(None), Post.ended_on >= today))
    rows = db.session.execute(
        select(Person.search_name, Person.reference, Person.phone, Post.agency_id)
        .outerjoin(Post, current)
        .where(Person.search_name.in_(sorted(names)), Person.merged_into_id.is_(None))
        .order_by(Person.id)
    )
    found: dict[str, list[Namesake]] = defaultdict(list)
    for name, reference, phone, agency_id in rows:
        found[name].append(Namesake(reference, phone, agency_id))
    return found


def count_current_posts(agency_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Post).where(_is_current_at(agency_id))) or 0


def current_posts(agency_id: int) -> Iterator[list[tuple[int, int, str, date]]]:
    """Post, person, name and first day of everybody who works there now, in batches."""
    last = 0
    while batch := db.session.execute(
        select(Post.id, Post.person_id, Person.given_name, Person.family_name, Post.started_on)
        .join(Person, Person.id == Post.person_id)
        .where(_is_current_at(agency_id), Post.id > last)
        .order_by(Post.id)
        .limit(AT_ONCE)
    ).all():
        yield [(row[0], row[1], f"{row[2]} {row[3]}".strip(), row[4]) for row in batch]
        last = batch[-1][0]


def _is_current_at(agency_id: int) -> ColumnElement[bool]:
    # A post that ends today or later has its last day already; a list that leaves it out says nothing new.
    return and_(Post.agency_id == agency_id, Post.ended_on.is_(None))

"""Reading the log: a page at a time from the end of an index, and the names its sentences need. Reads only.

The log is never counted: of ten million entries a page costs what a page costs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Agency, Person, Post, RoleGrant
from portal.people.scope import SEES_EVERYONE, is_current, sees_person
from portal.trail.domain import LogFilter, Place
from portal.trail.sentences import OPENED

PAGE_SIZE = 50
_COLUMNS = (
    *(Activity.id, Activity.at, Activity.actor_id, Activity.person_id),
    *(Activity.verb, Activity.subject_kind, Activity.subject_id, Activity.details, Activity.reason),
)


def select_log(chosen: LogFilter) -> Select[*tuple[Any, ...]]:
    """The entries that are asked for, newest first."""
    statement = select(*_COLUMNS)
    asked = {
        Activity.actor_id: chosen.actor_id,
        Activity.verb: chosen.verb or None,
        Activity.subject_kind: chosen.kind or None,
    }
    for column, wanted in asked.items():
        if wanted is not None:
            statement = statement.where(column == wanted)
    if chosen.person_id is not None:
        statement = statement.where(_is_about(chosen.person_id))
    if chosen.since is not None:
        statement = statement.where(Activity.at >= clock.at_london(chosen.since, time(0)))
    if chosen.until is not None:
        day_after = chosen.until + timedelta(days=1)
        statement = statement.where(Activity.at < clock.at_london(day_after, time(0)))
    return statement.order_by(Activity.at.desc(), Activity.id.desc())


def _is_about(person_id: int) -> ColumnElement[bool]:
    """Or about a record that was merged into theirs: it is one history."""
    merged = select(Person.id).where(Person.merged_into_id == person_id)
    return or_(Activity.person_id == person_id, Activity.person_id.in_(merged))


def find_place(entry_id: int) -> Place | None:
    row = db.session.execute(select(Activity.at, Activity.id).where(Activity.id == entry_id)).one_or_none()
    return None if row is None else Place(row[0], row[1])


def list_page(
    statement: Select[*tuple[Any, ...]], before: Place | None, size: int = PAGE_SIZE
) -> tuple[Sequence[Any], int | None]:
    """So many entries behind that place, and the id that the next page begins behind, if there is one."""
    if before is not None:
        behind = tuple_(Activity.at, Activity.id) < tuple_(before.at, before.entry_id)
        statement = statement.where(behind)
    rows = db.session.execute(statement.limit(size + 1)).all()
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def select_about(person_id: int, *, opened: bool) -> Select[*tuple[Any, ...]]:
    """What others and the portal did to somebody's record, or who opened it."""
    statement = select_log(LogFilter(person_id=person_id))
    return statement.where(Activity.verb.in_(OPENED) if opened else Activity.verb.not_in(OPENED))


def names_of(person_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(person_ids))
    )
    return {row[0]: f"{row[1]} {row[2]}" for row in rows}


def names_for(actor: Actor, person_ids: Collection[int]) -> dict[int, str]:
    """What people are called to this actor: by name where they may see them, else by role and agency."""
    if actor.holds(*SEES_EVERYONE):
        return names_of(person_ids)
    seen = select(Person.id, Person.given_name, Person.family_name)
    rows = db.session.execute(seen.where(Person.id.in_(person_ids), sees_person(actor)))
    known = {row[0]: f"{row[1]} {row[2]}" for row in rows}
    others = set(person_ids) - known.keys()
    return known | (_positions(others) if others else {})


def _positions(person_ids: Collection[int]) -> dict[int, str]:
    """As in “A coordinator of City of York Council”: enough to ask, and no name."""
    posts = (
        select(Post.person_id, Agency.name)
        .join(Agency, Agency.id == Post.agency_id)
        .where(Post.person_id.in_(person_ids), is_current())
        .order_by(Post.started_on.desc(), Post.id.desc())
    )
    agencies = {row[0]: row[1] for row in db.session.execute(posts)}
    held = db.session.execute(
        select(RoleGrant.person_id, func.min(RoleGrant.role))
        .where(RoleGrant.person_id.in_(person_ids), RoleGrant.starts_on <= clock.today())
        .group_by(RoleGrant.person_id)
    )
    roles = {person_id: Role(role).label.lower() for person_id, role in held}
    return {one: _position(roles.get(one, "colleague"), agencies.get(one)) for one in person_ids}


def _position(role: str, agency: str | None) -> str:
    article = "An" if role[0] in "aeiou" else "A"
    return f"{article} {role}{' of ' + agency if agency else ''}"


def people_in(entries: Sequence[Any]) -> set[int]:
    """Everybody whom these entries speak of."""
    return {one.actor_id for one in entries if one.actor_id} | {
        one.person_id for one in entries if one.person_id
    }


def streamed_names(entries: Iterator[Any], size: int) -> Iterator[tuple[Sequence[Any], Mapping[int, str]]]:
    """Entries of a long download, some at a time with the names they need."""
    batch: list[Any] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == size:
            yield batch, names_of(people_in(batch))
            batch = []
    if batch:
        yield batch, names_of(people_in(batch))

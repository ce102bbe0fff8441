"""What must always be true of people and places, tested against the live data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, select

from portal.kernel.db import db
from portal.kernel.slice import Check
from portal.kernel.tables import streamed
from portal.kernel.text import folded
from portal.people.hanging import list_hanging
from portal.people.indexing import NAMES, batches_of, entries_of, held_entries
from portal.people.models import LocalArea, Person, SearchEntry, SearchKey
from portal.people.words import SAME


def find_unindexed() -> Iterator[str]:
    """The index holds every word of every name, and nothing else of those who are there."""
    for model, (kind, _) in NAMES.items():
        for batch in batches_of(model):
            ids = [row[0] for row in batch]
            wanted, held = entries_of(kind, batch), held_entries(db.session.connection(), kind, ids)
            wrong = {subject_id for _, _, subject_id in wanted ^ held}
            yield from (f"{kind.label} {one} is not found by its name as it is now" for one in sorted(wrong))


def find_left_over() -> Iterator[str]:
    """Nobody is found who is not there any more."""
    for model, (kind, _) in NAMES.items():
        table = model.__table__
        rows = db.session.scalars(
            select(SearchEntry.subject_id)
            .where(SearchEntry.kind == kind, ~exists().where(table.c.id == SearchEntry.subject_id))
            .distinct()
            .order_by(SearchEntry.subject_id)
        )
        yield from (f"{kind.label} {one} is still found and is not there" for one in rows)


def find_words_without_keys() -> Iterator[str]:
    """No word of the index is out of reach."""
    own = exists().where(SearchKey.key == SAME + SearchEntry.word, SearchKey.word == SearchEntry.word)
    for word in db.session.scalars(select(SearchEntry.word).where(~own).distinct()):
        yield f"A word of {len(word)} letters has no keys, so nobody is found by it"


def find_stale_sort_names() -> Iterator[str]:
    """Everybody is sorted by the name they have now."""
    columns: list[Any] = [Person.id, Person.given_name, Person.family_name, Person.search_name]
    people = streamed(select(*columns))
    for person_id, given, family, search_name in people:
        if search_name != folded(f"{given} {family}"):
            yield f"Person {person_id} is sorted by a name they do not have"


def find_served_by_closed_areas() -> Iterator[str]:
    """Nothing that goes on belongs to an area that has closed."""
    rows = select(LocalArea.id).where(LocalArea.closed_on.is_not(None)).order_by(LocalArea.id)
    for number in db.session.scalars(rows).all():
        for one in list_hanging(number):
            yield f"{one.said} belong to local area {number}, which has closed"


CHECKS = (
    Check("Search index", find_unindexed),
    Check("Search index, left over", find_left_over),
    Check("Search keys", find_words_without_keys),
    Check("Sort names", find_stale_sort_names),
    Check("Closed local areas", find_served_by_closed_areas),
)

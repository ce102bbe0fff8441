"""Keeps the index of names complete, in the transaction that writes a name.

Whoever adds, renames or deletes a `Person`, `Agency` or `School` through the session need do
nothing: the index follows each flush, and a person's `search_name` with it.

Whoever writes names past the session (`add_rows`, `update(Person)`, `delete(Person)`) calls, in the
same transaction and after the rows are there:

    index(SearchKind.PERSON, ((person_id, "Sam", "Smith"), …))        # also after a change of name
    index_new(SearchKind.PERSON, ((person_id, "Sam", "Smith"), …))    # rows that were added just now
    index(SearchKind.AGENCY, ((agency_id, agency.name), …))
    index(SearchKind.SCHOOL, ((school_id, school.name, school.urn), …))
    forget(SearchKind.PERSON, ids)                                     # after rows were deleted

and gives every row of `person` its `search_name` (`text.folded` of "given family"). All may be
called again at any time, take any number of rows and hold a batch of them in memory. `flask portal
check` says when somebody forgot; `flask people index` mends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, event, exists, inspect, select, text
from sqlalchemy.orm import Mapper, Session, UOWTransaction

from portal.kernel.bulk import add_missing_rows
from portal.kernel.db import Model, db
from portal.kernel.text import folded
from portal.people.domain import SearchKind
from portal.people.models import Agency, Person, School, SearchEntry, SearchKey
from portal.people.words import SAME, keys_of, words_of

# A row's id, and the parts of its name.
Named = tuple[Any, ...]
BATCH = 1_000
NAMES: dict[type[Model], tuple[SearchKind, tuple[str, ...]]] = {
    Person: (SearchKind.PERSON, ("given_name", "family_name")),
    Agency: (SearchKind.AGENCY, ("name",)),
    School: (SearchKind.SCHOOL, ("name", "urn")),
}


def index(kind: SearchKind, named: Iterable[Named]) -> None:
    """File these under the words of their names as they are now; words they no longer have are dropped."""
    _index(db.session.connection(), kind, named)


def index_new(kind: SearchKind, named: Iterable[Named]) -> None:
    """The same for rows that nobody can have filed yet: nothing is looked up, and nothing dropped."""
    _index(db.session.connection(), kind, named, is_new=True)


def forget(kind: SearchKind, ids: Iterable[int]) -> None:
    """These rows are gone, or have no name any more."""
    _index(db.session.connection(), kind, ((subject_id,) for subject_id in ids))


def index_all() -> int:
    """File everybody and everything anew; says how many. For what was written past the portal."""
    count = 0
    for model in NAMES:
        for batch in batches_of(model):
            index(NAMES[model][0], batch)
            count += len(batch)
    return count


def batches_of(model: type[Model]) -> Iterator[Sequence[Any]]:
    """The id and the parts of the name of every row, a batch at a time."""
    table = model.__table__
    columns = [table.c[name] for name in ("id", *NAMES[model][1])]
    last = 0
    while batch := db.session.execute(
        select(*columns).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
    ).all():
        yield batch
        last = batch[-1][0]


def forget_unused_words() -> None:
    """Drop the keys of words that nobody's name has any more. Safe to run at any time.

    Nobody may file anything meanwhile: a word could be dropped at the moment somebody comes to need it.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE search_entry IN SHARE ROW EXCLUSIVE MODE"))
    used = exists().where(SearchEntry.word == SearchKey.word)
    db.session.execute(delete(SearchKey).where(~used))


def entries_of(kind: SearchKind, named: Sequence[Named]) -> set[tuple[str, SearchKind, int]]:
    """What the index must hold of these."""
    return {
        (word, kind, subject_id)
        for subject_id, *names in named
        for word in words_of(" ".join(map(str, names)))
    }


def held_entries(
    connection: Connection, kind: SearchKind, ids: Sequence[int]
) -> set[tuple[str, SearchKind, int]]:
    """What the index does hold of these."""
    rows = connection.execute(
        select(SearchEntry.word, SearchEntry.kind, SearchEntry.subject_id).where(
            SearchEntry.kind == kind, SearchEntry.subject_id.in_(ids)
        )
    )
    return {(word, held_kind, subject_id) for word, held_kind, subject_id in rows}


def _index(connection: Connection, kind: SearchKind, named: Iterable[Named], *, is_new: bool = False) -> None:
    """Of rows that were not there before nothing is looked up."""
    rest = iter(named)
    while batch := list(islice(rest, BATCH)):
        wanted = entries_of(kind, batch)
        held = set() if is_new else held_entries(connection, kind, [row[0] for row in batch])
        _drop(connection, kind, held - wanted)
        # Words first: an entry whose word has no keys could not be found.
        _add_words(connection, {word for word, _, _ in wanted - held})
        _add_entries(connection, wanted - held)


def _drop(connection: Connection, kind: SearchKind, gone: set[tuple[str, SearchKind, int]]) -> None:
    by_subject: dict[int, list[str]] = {}
    for word, _, subject_id in sorted(gone):
        by_subject.setdefault(subject_id, []).append(word)
    for subject_id, words in by_subject.items():
        connection.execute(
            delete(SearchEntry).where(
                SearchEntry.kind == kind, SearchEntry.subject_id == subject_id, SearchEntry.word.in_(words)
            )
        )


def _add_words(connection: Connection, words: set[str]) -> None:
    known: set[str] = set()
    rest = iter(sorted(words))
    while batch := list(islice(rest, BATCH)):
        keys = [SAME + word for word in batch]
        known.update(connection.scalars(select(SearchKey.word).where(SearchKey.key.in_(keys))))
    rows = sorted((key, word) for word in words - known for key in keys_of(word))
    add_missing_rows(connection, SearchKey, ({"key": key, "word": word} for key, word in rows))


def _add_entries(connection: Connection, entries: set[tuple[str, SearchKind, int]]) -> None:
    names = ("word", "kind", "subject_id")
    rows = (dict(zip(names, entry, strict=True)) for entry in sorted(entries))
    add_missing_rows(connection, SearchEntry, rows)


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _set_search_name(_mapper: Mapper[Person], _connection: Connection, person: Person) -> None:
    person.search_name = folded(person.name)


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: UOWTransaction) -> None:
    """The session wrote names: file them."""
    changed: dict[tuple[SearchKind, bool], list[Named]] = {}
    for row in (*session.new, *session.dirty, *session.deleted):
        kind, names = NAMES.get(type(row), (None, ()))
        if kind is None:
            continue
        gone = row in session.deleted
        if gone or row in session.new or any(inspect(row).attrs[name].history.added for name in names):
            named = () if gone else (getattr(row, name) for name in names)
            changed.setdefault((kind, row in session.new), []).append((row.id, *named))
    for (kind, is_new), named_rows in changed.items():
        _index(session.connection(), kind, named_rows, is_new=is_new)

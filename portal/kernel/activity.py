"""The log of who did what. Entries are only ever added, in the same transaction as the change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, Index, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import Model, db, unit_of_work


class Activity(Model):
    """One thing that somebody did. Holds references and words, never a family's or a note's text."""

    __tablename__ = "activity"
    # Each ends as the log is read, newest first, so that a page of it is found at the end of an index.
    __table_args__ = (
        Index("ix_activity_at", "at", "id"),
        Index("ix_activity_actor", "actor_id", "at", "id"),
        Index("ix_activity_person", "person_id", "at", "id"),
        Index("ix_activity_verb", "verb", "at", "id"),
        Index("ix_activity_kind", "subject_kind", "at", "id"),
        Index("ix_activity_subject", "subject_kind", "subject_id", "at", "id"),
    )

    at: Mapped[datetime]
    # Null when the portal acted by itself. No foreign key: the log outlives what it speaks of.
    actor_id: Mapped[int | None]
    # Whose record it was, when it was somebody's; they can read it.
    person_id: Mapped[int | None]
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")


def record(actor: Actor, verb: str, subject: Model, *, reason: str = "", **details: object) -> None:
    """Write down that `actor` did `verb` to `subject`; `details` hold before and after where they matter."""
    db.session.flush()  # a new row has no id to speak of until now
    entry = _entry(actor, verb, type(subject), subject.id, details)
    entry |= {"person_id": _concerned(subject, details), "reason": reason}
    write_rows(_INSERT, entry)


# Nobody holds an entry as an object: they are written as rows, by a statement that is built once.
_INSERT = insert(table_of(Activity))


@dataclass(frozen=True, slots=True)
class Told:
    """What one of many records was before, and is after; and whom it is about."""

    subject_id: int
    before: object
    after: object
    person_id: int | None = None


def record_all(
    actor: Actor,
    verb: str,
    kind: type[Model],
    ids: Collection[int],
    *,
    whose: Mapping[int, int] | None = None,
    **details: object,
) -> None:
    """The same of many records at once, in one statement. `whose` says whom each record is about."""
    people = whose or ({key: key for key in ids} if kind.__tablename__ == "person" else {})
    rows = [
        _entry(actor, verb, kind, subject_id, details) | {"person_id": people.get(subject_id), "reason": ""}
        for subject_id in ids
    ]
    if rows:
        write_rows(_INSERT, rows)


def record_each(
    actor: Actor, verb: str, kind: type[Model], told: Iterable[Told], *, reason: str = "", **details: object
) -> None:
    """The same verb for many records at once, in one statement, where before and after differ by record."""
    said: dict[str, object] = {"reason": reason}
    rows = [
        _entry(actor, verb, kind, one.subject_id, {**details, "before": one.before, "after": one.after})
        | {**said, "person_id": one.person_id}
        for one in told
    ]
    if rows:
        write_rows(_INSERT, rows)


def record_opening(
    actor: Actor, verb: str, kind: type[Model], subject_id: int, *, person_id: int | None = None
) -> None:
    """Log that `actor` opened a record: the one thing that a page which is only read may write.

    In a transaction of its own, so that the page's own reading starts afresh after it: on SQLite a
    transaction that began by reading could not write. Call it before loading what the page shows.
    """
    db.session.rollback()
    with unit_of_work():
        record_all(actor, verb, kind, [subject_id], whose={subject_id: person_id} if person_id else None)


def record_openings(actor: Actor, verb: str, kind: type[Model], people: Mapping[int, int]) -> bool:
    """Log once a day that `actor` opened these records, by id with the person each is about.

    Their own are not logged. Says whether anything was: then what was loaded before is to be loaded anew.
    """
    others = {key: person_id for key, person_id in people.items() if person_id != actor.person_id}
    new = others.keys() - _opened_today(actor, verb, others.values()) if others else set()
    if not new:
        return False
    db.session.rollback()
    with unit_of_work():
        record_all(actor, verb, kind, sorted(new), whose=others)
    return True


def _opened_today(actor: Actor, verb: str, people: Collection[int]) -> set[int]:
    """Which of these people's records this actor has opened in this way since midnight in London."""
    return set(
        db.session.scalars(
            select(Activity.subject_id).where(
                Activity.person_id.in_(people),
                Activity.at >= clock.at_london(clock.today(), time(0)),
                Activity.actor_id == actor.person_id,
                Activity.verb == verb,
            )
        )
    )


def _concerned(subject: Model, details: Mapping[str, object]) -> int | None:
    """Whose record it is: the person who is named in the details, or whom the thing is about, or is."""
    named = details.get("person_id", getattr(subject, "person_id", None))
    if named is None and subject.__tablename__ == "person":
        named = subject.id
    return named if isinstance(named, int) else None


def _entry(
    actor: Actor, verb: str, kind: type[Model], subject_id: int, details: dict[str, object]
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.person_id or None,
        "verb": verb,
        "subject_kind": kind.__tablename__,
        "subject_id": subject_id,
        "details": details,
    }

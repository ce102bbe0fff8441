"""Writing down how people stand, when something has happened to them. Callers commit.

Nothing here looks at everybody: whoever calls says whose facts have changed, and the nightly job takes the
rows whose next day has come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, update

from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from training.requirements.domain import LATE, Cover, Facts, Span, Standing, State, assess
from training.requirements.models import RequirementCycle, RequirementStanding
from training.requirements.queries import facts
from training.requirements.queries.facts import Asked, Key, OfPerson
from training.requirements.services import ranking

Row = dict[str, Any]
# The worker's task of looking at people of whom more or less is known than before.
LOOK_AGAIN = "requirements.look_again"


def work_out(people: Collection[int], only: Collection[int] | None = None) -> int:
    """How these people stand today, with every requirement or with these; says how many rows changed.

    They are locked first: what is read then is what another change of the same people left.
    """
    asked = facts.list_asked(only)
    if not asked or not people:
        return 0
    chosen = facts.lock_people(people)
    known = facts.read_people(chosen)
    book = _Book(asked, facts.map_standings(chosen, only))
    for person_id in chosen:
        book.note(person_id, known.get(person_id) or OfPerson())
    return book.write()


def work_out_all(asked: Sequence[Asked]) -> int:
    """The same of everybody, where nobody has a row yet: for a partnership that is filled at once."""
    book = _Book(asked, {}, is_first=True)
    for person_id, known in facts.read_people().items():
        book.note(person_id, known)
    return book.write()


@dataclass(slots=True)
class _Book:
    """What was written down before, and what is to be."""

    asked: Sequence[Asked]
    before: dict[Key, RequirementStanding]
    # Nothing was ever written down of anybody.
    is_first: bool = False
    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    # Who has become late with what, or is so no longer.
    turned: list[Key] = field(default_factory=list)
    begun: list[tuple[Key, Cover, int]] = field(default_factory=list)
    today: date = field(default_factory=lambda: clock.today())  # noqa: PLW0108  # a test moves the clock
    # The requirements that speak of a role group and a kind of agency.
    speaking: dict[tuple[str, str], list[Asked]] = field(default_factory=dict)
    blank: dict[tuple[Any, ...], Standing] = field(default_factory=dict)

    def note(self, person_id: int, known: OfPerson) -> None:
        """How this person stands with each requirement that speaks of one of their posts, or did."""
        spans: dict[int, list[Span]] = {}
        for group, kind, span in known.posts:
            for one in self._speaking_of(group, kind):
                both = span.within(one.span)
                if both is not None:
                    spans.setdefault(one.id, []).append(both)
        for one in self.asked:
            if any(span.ends_on is None or span.ends_on >= self.today for span in spans.get(one.id, ())):
                self._note_standing(person_id, one, self._assessed(one, known, spans[one.id]))
            elif row := self.before.get((person_id, one.id)):
                self.gone.append(row.id)
                self._note_turn((person_id, one.id), row, None)

    def _speaking_of(self, group: str, kind: str) -> list[Asked]:
        found = self.speaking.get((group, kind))
        if found is None:
            found = self.speaking[group, kind] = [one for one in self.asked if one.concerns(group, kind)]
        return found

    def _assessed(self, asked: Asked, known: OfPerson, concerned: Sequence[Span]) -> Standing:
        """Of many who have done nothing yet and began on the same day it is worked out once."""
        if not known.is_blank:
            return assess(asked.terms, known.facts_for(asked, concerned), self.today)
        key = (asked.id, *concerned)
        if key not in self.blank:
            self.blank[key] = assess(asked.terms, Facts(concerned=concerned), self.today)
        return self.blank[key]

    def _note_turn(self, key: Key, row: RequirementStanding | None, state: State | None) -> None:
        was_late = row is not None and row.state in LATE
        if was_late != (state in LATE):
            self.turned.append(key)

    def _note_standing(self, person_id: int, asked: Asked, found: Standing) -> None:
        key = (person_id, asked.id)
        values, row = _values(found), self.before.get(key)
        self._note_turn(key, row, found.state)
        if found.cover is not None and (
            row is None or row.completed_on is None or row.until != found.cover.until
        ):
            self.begun.append((key, found.cover, asked.version))
        if row is None:
            whose = {"person_id": person_id, "requirement_id": asked.id}
            self.new.append({**whose, **values, "state_since": self.today})
        elif any(getattr(row, name) != value for name, value in values.items()):
            since = row.state_since if row.state is found.state else self.today
            self.changed.append({"id": row.id, **values, "state_since": since})

    def _write_cycles(self) -> None:
        """What lasts otherwise than the last cycle begins another; the last one stays as it is."""
        people = {key[0] for key, _, _ in self.begun}
        last = facts.map_last_cycles(people) if people and not self.is_first else {}
        rows = []
        for key, cover, version in self.begun:
            number, until = last.get(key, (0, None))
            if not number or until != cover.until:
                rows.append(_cycle(key, cover, number + 1, version))
        add_rows(RequirementCycle, rows)

    def write(self) -> int:
        add_rows(RequirementStanding, self.new)
        self._write_cycles()
        if self.changed:
            db.session.execute(update(RequirementStanding), self.changed)
        if self.gone:
            db.session.execute(delete(RequirementStanding).where(RequirementStanding.id.in_(self.gone)))
        ranking.rank_those(self.turned)
        return len(self.new) + len(self.changed) + len(self.gone)


def _cycle(key: Key, cover: Cover, number: int, version: int) -> Row:
    return {
        "person_id": key[0],
        "requirement_id": key[1],
        "number": number,
        "completed_on": cover.since,
        "until": cover.until,
        "version": version,
        "noted_at": clock.now(),
    }


def _values(found: Standing) -> Row:
    return {
        "state": found.state,
        "due_on": found.due_on,
        "changes_on": found.changes_on,
        "completed_on": found.cover.since if found.cover else None,
        "until": found.cover.until if found.cover else None,
    }


def hear_of_people(person_ids: Iterable[int]) -> None:
    """Posts or certificates of these people have changed: told by the rooms that keep them."""
    work_out(sorted(set(person_ids)))

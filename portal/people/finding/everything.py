"""One search for people, agencies and schools together, as far as somebody may see. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.people.domain import SearchKind
from portal.people.finding.people import select_named
from portal.people.finding.places import select_agencies_without_schools, select_schools
from portal.people.searching import Build, as_typed, close_to

# So many of each are shown; whoever wants more goes to the list.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind, and whether there is more of it."""

    items: Sequence[Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found; `is_close` says that nothing was named so, and these are names like it."""

    hits: Mapping[SearchKind, Hits]
    is_close: bool

    @property
    def is_empty(self) -> bool:
        return not any(hits.items for hits in self.hits.values())


def search_everywhere(actor: Actor, text: str, *, with_people: bool) -> Answer:
    """The nearest people, agencies and schools; all of them as typed, or else all of them close."""
    selects: dict[SearchKind, Build] = {
        SearchKind.AGENCY: select_agencies_without_schools,
        SearchKind.SCHOOL: lambda wanted: select_schools(None, None, wanted),
    }
    if with_people:
        selects = {SearchKind.PERSON: lambda wanted: select_named(actor, text, wanted), **selects}
    wanted = as_typed(text)
    if not wanted:
        return Answer({}, is_close=False)
    answer = Answer({kind: _hits(select(wanted)) for kind, select in selects.items()}, is_close=False)
    if not answer.is_empty:
        return answer
    near = close_to(wanted)
    return Answer({kind: _hits(select(near)) for kind, select in selects.items()}, is_close=True)


def _hits(statement: Select[*tuple[Any, ...]]) -> Hits:
    rows = db.session.execute(statement.limit(SHOWN + 1)).all()
    return Hits(rows[:SHOWN], has_more=len(rows) > SHOWN)

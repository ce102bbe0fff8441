"""Whom a requirement would concern, and how they would stand today, before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import db
from training.catalogue.models import Course
from training.requirements.domain import LATE, Facts, Span, State, assess
from training.requirements.domain.commands import SaveRequirement
from training.requirements.queries import facts, records
from training.requirements.queries.facts import Asked


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many people it would concern today, and how they would stand."""

    states: Mapping[State, int]

    @property
    def people(self) -> int:
        return sum(self.states.values())

    @property
    def due(self) -> int:
        """Those of whom something would be asked: now or by a day to come."""
        return sum(count for state, count in self.states.items() if not state.is_good)

    @property
    def late(self) -> int:
        return sum(count for state, count in self.states.items() if state in LATE)


def foresee(command: SaveRequirement) -> Foreseen:
    """Work it out for everybody it speaks of. Five statements and nothing written, however many they are."""
    asked = _as_asked(command)
    today, found = clock.today(), Counter[State]()
    blank: dict[tuple[Span, ...], State] = {}
    for known in facts.read_people(records.select_concerned(asked)).values():
        spans = tuple(
            both
            for group, kind, span in known.posts
            if asked.concerns(group, kind) and (both := span.within(asked.span)) is not None
        )
        if not known.is_blank:
            found[assess(asked.terms, known.facts_for(asked, spans), today).state] += 1
        else:
            if spans not in blank:
                blank[spans] = assess(asked.terms, Facts(concerned=spans), today).state
            found[blank[spans]] += 1
    found.pop(State.NOT_REQUIRED, None)
    return Foreseen(dict(sorted(found.items())))


def _as_asked(command: SaveRequirement) -> Asked:
    rows = db.session.execute(select(Course.id, Course.refresher_id).where(Course.id.in_(command.course_ids)))
    return Asked(
        command.requirement_id or 0,
        0,
        Span(command.starts_on, command.ends_on),
        command.read_terms(),
        frozenset(one.value for one in command.role_groups),
        frozenset(one.value for one in command.agency_kinds),
        command.hours_level,
        facts.refreshers_of({row[0]: row[1] for row in rows}),
    )

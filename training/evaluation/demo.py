"""What people of the demo partnership said about their training; most answered, and nobody is known by it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from training.bookings.domain import LEARNERS
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.models import Course, TrainingEvent
from training.evaluation.domain import HIGHEST, LOWEST, STATEMENTS, EvaluationForm, Secrecy
from training.evaluation.models import KEY_BITS, EvaluationAnswer, EvaluationResponse

ORDER = 50
WORDS = Path(__file__).parent / "demo_words.json"
ANSWERED_SHARE = 0.74
WITH_WORDS_SHARE = 0.15
LATEST_DAYS = 12
EVENTS_AT_ONCE = 200
# How answers spread over the scale, from 1 to 5: better after than before.
SPREADS = {
    "confidence_before": (10, 25, 40, 20, 5),
    "confidence_after": (1, 3, 16, 50, 30),
    "useful": (1, 3, 12, 44, 40),
    "clear": (2, 4, 14, 45, 35),
    "together": (2, 6, 22, 45, 25),
}
OTHERS = (2, 6, 22, 45, 25)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who may answer about an event."""

    event_id: int
    person_id: int
    confirmed_at: datetime | None
    kind: AgencyKind | None


def load(plan: DemoPlan) -> None:
    """Add who answered, and apart from that the answers."""
    answering = Answering(Random(f"{plan.seed}/evaluation"))  # noqa: S311  # invented data, no secret
    events = _list_confirmed_events()
    for start in range(0, len(events), EVENTS_AT_ONCE):
        answering.add(_list_learners(events[start : start + EVENTS_AT_ONCE]))
    plan.say(f"{answering.count:,} evaluations")


def _list_confirmed_events() -> Sequence[int]:
    return db.session.scalars(
        select(TrainingEvent.id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(Course.requires_evaluation, TrainingEvent.result_confirmed_at.is_not(None))
        .order_by(TrainingEvent.id)
    ).all()


def _list_learners(events: Sequence[int]) -> list[Learner]:
    """In the order of events, without whoever's story it is that the form still waits."""
    practitioner = find_cast()["practitioner"].person_id
    rows = db.session.execute(
        select(Booking.event_id, Booking.person_id, TrainingEvent.result_confirmed_at, Agency.kind)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(Booking.event_id.in_(events), Booking.status.in_(LEARNERS))
        .where((Booking.person_id != practitioner) | (TrainingEvent.code != STORY_CODES["last week"]))
        .order_by(Booking.event_id, Booking.id)
    )
    return [Learner(*row) for row in rows]


class Answering:
    """Draws who answers and what is said, and keeps the two apart."""

    def __init__(self, rng: Random) -> None:
        self.count = 0
        self._rng = rng
        self._words = json.loads(WORDS.read_text(encoding="utf-8"))
        self._always = {player.person_id for player in find_cast().values()}

    def add(self, learners: Sequence[Learner]) -> None:
        responses: list[Row] = []
        answers: list[Row] = []
        for _, group in groupby(learners, key=lambda one: one.event_id):
            present = list(group)
            answered = [one for one in present if self._answers(one)]
            responses += (self._response(one) for one in answered)
            answers += self._answers_of(present, answered)
        self.count += add_rows(EvaluationResponse, responses)
        add_rows(EvaluationAnswer, answers)

    def _answers(self, one: Learner) -> bool:
        return one.person_id in self._always or self._rng.random() < ANSWERED_SHARE

    def _response(self, one: Learner) -> Row:
        return {
            "event_id": one.event_id,
            "person_id": one.person_id,
            "form": EvaluationForm.AFTER,
            "answered_on": self._draw_day(one.confirmed_at),
        }

    def _draw_day(self, confirmed_at: datetime | None) -> date:
        day = clock.in_london(confirmed_at or clock.now()).date() + timedelta(
            days=self._rng.randrange(LATEST_DAYS)
        )
        return min(day, clock.today())

    def _answers_of(self, present: Sequence[Learner], answered: Sequence[Learner]) -> Iterator[Row]:
        """In an order that tells nothing, and naming a kind of agency only where it hides one person."""
        sizes = Counter(one.kind for one in present)
        secrecy = Secrecy()
        shuffled = self._rng.sample(answered, len(answered))
        for one in shuffled:
            has_words = self._rng.random() < WITH_WORDS_SHARE
            yield {
                "id": self._rng.getrandbits(KEY_BITS),
                "event_id": one.event_id,
                "form": EvaluationForm.AFTER,
                "agency_kind": one.kind if secrecy.may_show(sizes[one.kind]) else None,
                "ratings": {statement.key: self._draw_rating(statement.key) for statement in STATEMENTS},
                "will_change": self._rng.choice(self._words["will_change"]) if has_words else "",
                "comments": self._rng.choice(self._words["comments"]) if has_words else "",
            }

    def _draw_rating(self, key: str) -> int:
        return self._rng.choices(range(LOWEST, HIGHEST + 1), SPREADS.get(key, OTHERS))[0]

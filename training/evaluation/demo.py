"""What people of the demo partnership said about their training; most answered, and nobody is known by it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.kernel.db import Model, db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from training.bookings.domain import LEARNERS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.domain import EventState
from training.catalogue.models import Course, TrainingEvent
from training.evaluation.domain import (
    HIGHEST,
    LOWEST,
    OF_LEARNERS,
    ONLY_AFTER,
    STATEMENTS,
    EvaluationForm,
    FormTimes,
    Look,
    Secrecy,
    Statement,
    shared,
)
from training.evaluation.models import (
    KEY_BITS,
    EvaluationAnswer,
    EvaluationClosing,
    EvaluationInvitation,
    EvaluationResponse,
)

ORDER = 50
WORDS = Path(__file__).parent / "demo_words.json"
# How many send each form.
SHARES = {EvaluationForm.BEFORE: 0.74, EvaluationForm.AFTER: 0.78, EvaluationForm.LATER: 0.62}
WITH_WORDS_SHARE = 0.15
LATEST_DAYS = 12
EVENTS_AT_ONCE = 200
MANAGERS_SHARE = 0.35
OF_MANAGERS = Look(frozenset({EvaluationForm.MANAGER}))
# How ratings spread over the scale, from 1 to 5, and by how much confidence changes: up, then a little down.
OPINIONS = (1, 3, 13, 44, 39)
CONFIDENT_BEFORE = (8, 24, 42, 21, 5)
RISES = {0: 30, 1: 50, 2: 20}
SINCE = {-1: 22, 0: 62, 1: 16}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who may answer about an event, which has begun or will soon."""

    event_id: int
    person_id: int
    starts_at: datetime
    ends_at: datetime
    kind: AgencyKind | None
    status: BookingStatus

    def may_send(self, form: EvaluationForm, now: datetime, times: FormTimes) -> bool:
        if form is EvaluationForm.BEFORE:
            return True
        opens = self.ends_at + (times.later_opens if form is EvaluationForm.LATER else timedelta())
        return self.status in LEARNERS and opens <= now


def load(plan: DemoPlan) -> None:
    """Add who answered, and apart from that the answers."""
    answering = Answering(Random(f"{plan.seed}/evaluation"))  # noqa: S311  # invented data, no secret
    events = _list_events()
    for start in range(0, len(events), EVENTS_AT_ONCE):
        answering.add(_list_learners(events[start : start + EVENTS_AT_ONCE]))
    plan.say(f"{answering.count:,} evaluation forms")


def _list_events() -> Sequence[int]:
    """Those whose result is confirmed, and those that begin soon."""
    soon = clock.now() + FormTimes().asked_before
    begins_soon = (TrainingEvent.starts_at > clock.now()) & (TrainingEvent.starts_at < soon)
    return db.session.scalars(
        select(TrainingEvent.id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(Course.requires_evaluation, TrainingEvent.state == EventState.OPEN)
        .where(TrainingEvent.result_confirmed_at.is_not(None) | begins_soon)
        .order_by(TrainingEvent.id)
    ).all()


def _list_learners(events: Sequence[int]) -> list[Learner]:
    """In the order of events."""
    rows = db.session.execute(
        select(
            Booking.event_id,
            Booking.person_id,
            TrainingEvent.starts_at,
            TrainingEvent.ends_at,
            Agency.kind,
            Booking.status,
        )
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(Booking.event_id.in_(events), Booking.status.in_(LEARNERS | {BookingStatus.BOOKED}))
        .order_by(Booking.event_id, Booking.id)
    )
    return [Learner(*row) for row in rows]  # type: ignore[arg-type]  # each of these has a date


class Answering:
    """Draws who answers and what is said, and keeps the two apart."""

    def __init__(self, rng: Random) -> None:
        self.count = 0
        self._rng = rng
        self._times = FormTimes()
        self._now = clock.now()
        self._words = json.loads(WORDS.read_text(encoding="utf-8"))
        cast = find_cast()
        self._always = {player.person_id for player in cast.values()}
        waiting = [STORY_CODES["last week"], STORY_CODES["last term"]]
        found = db.session.scalars(select(TrainingEvent.id).where(TrainingEvent.code.in_(waiting)))
        # Whose story it is that the form still waits.
        self._unsent = {(event_id, cast["practitioner"].person_id) for event_id in found}

    def add(self, learners: Sequence[Learner]) -> None:
        rows: dict[type[Model], list[Row]] = {
            EvaluationResponse: [],
            EvaluationInvitation: [],
            EvaluationClosing: [],
            EvaluationAnswer: [],
        }
        for _, group in groupby(learners, key=lambda one: one.event_id):
            self._add_event(list(group), rows)
        for model, made in rows.items():
            self.count += add_rows(model, made) if model is EvaluationResponse else 0
            if model is not EvaluationResponse and made:
                add_rows(model, made)

    def _add_event(self, present: Sequence[Learner], rows: dict[type[Model], list[Row]]) -> None:
        sizes = Counter(one.kind for one in present)
        secrecy = Secrecy()
        sent = {self._rng.getrandbits(KEY_BITS): (one, self._sends(one)) for one in present}
        looks = {
            key: Look(forms, one.kind if secrecy.may_show(sizes[one.kind]) else None)
            for key, (one, forms) in sent.items()
            if forms
        }
        is_closed = present[0].ends_at + self._times.closes <= self._now
        for key, (one, forms) in sent.items():
            rows[EvaluationResponse] += self._responses(one, forms & ONLY_AFTER if is_closed else forms)
            if forms and not is_closed:
                joined = {"event_id": one.event_id, "person_id": one.person_id, "pair_key": key}
                rows[EvaluationInvitation].append(joined)
        if is_closed:
            closed_on = clock.in_london(present[0].ends_at + self._times.closes).date()
            rows[EvaluationClosing].append({"event_id": present[0].event_id, "closed_on": closed_on})
            looks |= {self._rng.getrandbits(KEY_BITS): OF_MANAGERS for _ in self._managers(present)}
            looks = dict(shared(looks, secrecy.smallest_group))
        rows[EvaluationAnswer] += self._answers(present[0].event_id, looks)

    def _managers(self, present: Sequence[Learner]) -> Sequence[Learner]:
        """Those whose managers answered the two questions."""
        return [one for one in present if self._rng.random() < MANAGERS_SHARE]

    def _sends(self, one: Learner) -> frozenset[EvaluationForm]:
        """Which forms this person has sent by now."""
        forms = {
            form
            for form in OF_LEARNERS
            if one.may_send(form, self._now, self._times)
            and (one.person_id in self._always or self._rng.random() < SHARES[form])
        }
        if (one.event_id, one.person_id) in self._unsent:
            newest = EvaluationForm.LATER if EvaluationForm.LATER in forms else EvaluationForm.AFTER
            forms.discard(newest)
        return frozenset(forms)

    def _responses(self, one: Learner, forms: Iterable[EvaluationForm]) -> Iterator[Row]:
        begins = {
            EvaluationForm.BEFORE: one.starts_at - timedelta(days=LATEST_DAYS),
            EvaluationForm.AFTER: one.ends_at + timedelta(days=1),
            EvaluationForm.LATER: one.ends_at + self._times.later_opens,
        }
        for form in sorted(forms):
            day = clock.in_london(begins[form]).date() + timedelta(days=self._rng.randrange(LATEST_DAYS))
            yield {
                "event_id": one.event_id,
                "person_id": one.person_id,
                "form": form,
                "answered_on": min(day, clock.today()),
            }

    def _answers(self, event_id: int, looks: Mapping[int, Look]) -> Iterator[Row]:
        """In an order that tells nothing, and saying of nobody what only they could have said."""
        rated = {key: self._rate() for key in looks}
        forms = [(key, form) for key, look in looks.items() for form in sorted(look.forms)]
        for key, form in self._rng.sample(forms, len(forms)):
            has_words = self._rng.random() < WITH_WORDS_SHARE and form is EvaluationForm.AFTER
            yield {
                "id": self._rng.getrandbits(KEY_BITS),
                "event_id": event_id,
                "form": form,
                "pair_key": key,
                "agency_kind": looks[key].kind,
                "ratings": {one.key: rated[key][one][form] for one in STATEMENTS if form in one.forms},
                "will_change": self._rng.choice(self._words["will_change"]) if has_words else "",
                "comments": self._rng.choice(self._words["comments"]) if has_words else "",
            }

    def _rate(self) -> Mapping[Statement, Mapping[EvaluationForm, int]]:
        """What one person thinks: surer after than before, and most of it stays."""
        return {one: self._rate_one(one) for one in STATEMENTS}

    def _rate_one(self, statement: Statement) -> Mapping[EvaluationForm, int]:
        if not statement.is_paired:
            return dict.fromkeys(EvaluationForm, self._draw(dict(enumerate(OPINIONS, LOWEST))))
        before = self._draw(dict(enumerate(CONFIDENT_BEFORE, LOWEST)))
        after = min(HIGHEST, before + self._draw(RISES))
        later = max(LOWEST, min(HIGHEST, after + self._draw(SINCE)))
        return {
            EvaluationForm.BEFORE: before,
            EvaluationForm.AFTER: after,
            EvaluationForm.LATER: later,
        }

    def _draw(self, spread: Mapping[int, int]) -> int:
        return self._rng.choices(list(spread), list(spread.values()))[0]

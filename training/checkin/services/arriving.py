"""Checking oneself in with the code that the room shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.attendance.domain import Marked, TakenHow
from training.attendance.services import Arrival, mark_arrival
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event
from training.checkin import queries
from training.checkin.codes import RoomCodes
from training.checkin.domain import CheckIn, CheckInRules, Outcome, TooManyWrongCodes, judge, mark_of_arrival
from training.checkin.models import CheckInTry
from training.checkin.services.visits import look


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What came of it, for the page to say."""

    outcome: Outcome
    course: str = ""
    booking_id: int | None = None
    marked: Marked | None = None


def check_in(actor: Actor, command: CheckIn, codes: RoomCodes) -> CheckedIn:
    """Mark the signed-in person at the sitting whose room shows this code, or say why not.

    What was tried is written down either way, so a refusal is an answer and no error; callers commit it.
    Of two tries at once the second waits and is counted with the first. Raises `TooManyWrongCodes`.
    """
    now = clock.now()
    near = queries.list_sittings_near(now)
    sittings = [one for one in near if codes.accepts(one.id, command.code, now)]
    sitting = _chosen(actor, sittings)
    event = get_event(sitting.event_id, lock=True) if sitting else None
    queries.lock_person(actor.person_id)
    _refuse_guessing(actor, now)
    if sitting is None or event is None:
        return _written(actor, CheckedIn(Outcome.AMBIGUOUS if sittings else Outcome.UNKNOWN), now)
    done = _arrive(actor, event, sitting, now)
    return _written(actor, done, now, sitting, codes.device(sitting.id, command.device))


def _chosen(actor: Actor, sittings: list[Sitting]) -> Sitting | None:
    """Two rooms may show the same code: then it is the one where this person has a place."""
    if len(sittings) > 1:
        expecting = queries.list_expecting(sittings, actor.person_id)
        sittings = [one for one in sittings if one.event_id in expecting]
    return sittings[0] if len(sittings) == 1 else None


def _refuse_guessing(actor: Actor, now: datetime) -> None:
    rules = in_force(CheckInRules)
    if queries.count_wrong_codes(actor.person_id, now - rules.pause) >= rules.wrong_codes:
        raise TooManyWrongCodes


def _arrive(actor: Actor, event: TrainingEvent, sitting: Sitting, now: datetime) -> CheckedIn:
    looked = look(event, sitting, actor.person_id, now)
    outcome = judge(looked.visit, now)
    if outcome is not Outcome.IN or looked.booking_id is None:
        return CheckedIn(outcome, event.course.title, looked.booking_id, looked.visit.mark)
    marked = mark_of_arrival(sitting.starts_at, now)
    mark_arrival(
        actor, event, sitting, Arrival(looked.booking_id, actor.person_id, marked, TakenHow.SELF_CHECK_IN)
    )
    return CheckedIn(outcome, event.course.title, looked.booking_id, marked)


def _written(
    actor: Actor, done: CheckedIn, now: datetime, sitting: Sitting | None = None, device: str = ""
) -> CheckedIn:
    sitting_id = sitting and sitting.id
    tried = CheckInTry(
        sitting_id=sitting_id, person_id=actor.person_id, at=now, outcome=done.outcome, device=device
    )
    db.session.add(tried)
    after = {"outcome": done.outcome.value}
    activity.record(actor, "enter_room_code", tried, person_id=actor.person_id, before={}, after=after)
    return done

"""Everything that decides about one person at one door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.rules import in_force
from training.attendance.domain import RegisterRules
from training.attendance.queries import find_mark
from training.bookings.domain import PLACE_HOLDERS
from training.catalogue.domain import EventState
from training.catalogue.models import Sitting, TrainingEvent
from training.checkin import queries
from training.checkin.domain import Visit


@dataclass(frozen=True, slots=True)
class Looked:
    """A visit, and the booking that it rests on."""

    visit: Visit
    booking_id: int | None = None


def look(event: TrainingEvent, sitting: Sitting, person_id: int, now: datetime) -> Looked:
    """How this person stands at this sitting. The event is locked where something is to be done about it."""
    known = queries.find_known(event.id, person_id)
    has_place = known is not None and known.status in PLACE_HOLDERS
    visit = Visit(
        opens_at=sitting.starts_at - in_force(RegisterRules).opens_before,
        ends_at=sitting.ends_at,
        status=known.status if known else None,
        is_event_cancelled=event.state is EventState.CANCELLED,
        is_confirmed=event.result_confirmed_at is not None,
        is_expected_elsewhere=not has_place and queries.is_expected_elsewhere(event.id, person_id, now),
        mark=find_mark(sitting.id, known.booking_id) if known and has_place else None,
    )
    return Looked(visit, known.booking_id if known else None)

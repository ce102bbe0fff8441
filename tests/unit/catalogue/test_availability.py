"""What an event offers somebody who looks at it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.conftest import NOW
from training.catalogue.domain import Availability, EventState, availability

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Looked:
    state: EventState = EventState.OPEN
    starts_at: datetime | None = NOW + 24 * HOUR
    booking_opens_at: datetime | None = None
    booking_closes_at: datetime | None = None
    places_left: int = 1


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Looked(), Availability.PLACES),
        (Looked(places_left=0), Availability.FULL),
        (Looked(starts_at=None), Availability.UNDATED),
        (Looked(starts_at=None, places_left=0), Availability.UNDATED),
        (Looked(starts_at=NOW), Availability.STARTED),
        (Looked(starts_at=NOW + timedelta(seconds=1)), Availability.PLACES),
        (Looked(booking_opens_at=NOW), Availability.PLACES),
        (Looked(booking_opens_at=NOW + HOUR), Availability.NOT_YET_OPEN),
        (Looked(booking_closes_at=NOW), Availability.CLOSED),
        (Looked(booking_closes_at=NOW + HOUR), Availability.PLACES),
        (Looked(state=EventState.PLANNED), Availability.PLANNED),
        (Looked(state=EventState.CANCELLED, starts_at=NOW), Availability.CANCELLED),
    ],
)
def test_the_first_reason_that_keeps_people_out_counts(event, expected):
    assert availability(event, NOW) is expected


def test_only_places_waiting_lists_and_undated_events_can_be_booked():
    bookable = {found for found in Availability if found.is_bookable}
    assert bookable == {Availability.PLACES, Availability.FULL, Availability.UNDATED}

"""Which statuses hold what, and when people may be promoted (docs/training.md 4.3 and 4.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.unit.catalogue.test_availability import Looked
from training.bookings.domain import (
    LIVE,
    PENDING,
    PLACE_HOLDERS,
    RESULTS,
    BookingRules,
    BookingStatus,
    EventNotBookable,
    may_promote,
    refuse_unless_bookable,
)
from training.catalogue.domain import Availability, EventState

HOUR = timedelta(hours=1)


def test_waiting_and_requested_are_live_but_use_no_place():
    assert {BookingStatus.WAITING, BookingStatus.REQUESTED} == LIVE - PLACE_HOLDERS


def test_every_result_uses_a_place_and_is_no_longer_pending():
    assert RESULTS < PLACE_HOLDERS
    assert not RESULTS & PENDING


@pytest.mark.parametrize("found", [one for one in Availability if not one.is_bookable])
def test_each_reason_against_booking_has_words(found):
    with pytest.raises(EventNotBookable) as refused:
        refuse_unless_bookable(found)
    assert refused.value.message.startswith(("This event", "Booking for this event"))


@pytest.mark.parametrize(
    ("event", "allowed"),
    [
        (Looked(starts_at=NOW + 24 * HOUR + timedelta(seconds=1)), True),
        (Looked(starts_at=NOW + 24 * HOUR), False),
        (Looked(starts_at=NOW + 48 * HOUR, places_left=0), True),
        (Looked(starts_at=None), False),
        (Looked(starts_at=NOW + 48 * HOUR, booking_closes_at=NOW), False),
        (Looked(starts_at=NOW + 48 * HOUR, state=EventState.CANCELLED), False),
    ],
)
def test_nobody_is_promoted_inside_the_freeze_or_after_the_doors_shut(event, allowed):
    assert may_promote(event, NOW) is allowed


def test_the_freeze_is_a_setting():
    assert may_promote(Looked(starts_at=NOW + 2 * HOUR), NOW, BookingRules(freeze=HOUR))

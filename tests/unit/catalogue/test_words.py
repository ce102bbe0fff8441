"""How the catalogue writes lengths of time and what an event offers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.unit.catalogue.test_availability import Looked
from training.catalogue.domain import Availability, availability, duration, offer_in_words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (45, "45 minutes"),
        (60, "1 hour"),
        (91, "1 hour 31 minutes"),
        (360, "6 hours"),
        (61, "1 hour 1 minute"),
    ],
)
def test_duration(minutes, words):
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Looked(), "1 place left"),
        (Looked(places_left=12), "12 places left"),
        (Looked(places_left=0), "Full, waiting list open"),
        (Looked(booking_opens_at=NOW + timedelta(days=1)), "Booking opens 4 March 2026"),
    ],
)
def test_an_offer_in_words(event, words):
    assert offer_in_words(availability(event, NOW), event)[0] == words


def test_every_availability_has_words():
    event = Looked(booking_opens_at=NOW)
    assert all(offer_in_words(found, event)[0] for found in Availability)

"""17,000 people and 60,000 bookings: pages take as few statements as ever, and a download streams."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows_for_ids, refresh_statistics
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.people.models import Person
from tests.factories import a_course, an_event, saved, someone
from tests.integration.bookings.support import fine
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking, StatusEntry

PEOPLE, BOOKINGS = 17_000, 60_000
# One for everybody, and others that people come to in turn.
ON_EACH = 500
EVENTS = (BOOKINGS - PEOPLE) // ON_EACH
MEGABYTE = 1024 * 1024
LARGEST_CHUNK, MOST_MEMORY = MEGABYTE // 2, 8 * MEGABYTE


def add_people() -> list[int]:
    names = [("Sam", f"Large{number:05}") for number in range(PEOPLE)]
    return add_rows_for_ids(
        Person,
        [
            {
                "reference": f"L-{number:06}",
                "given_name": given,
                "family_name": family,
                "search_name": folded(f"{given} {family}"),
                "email": f"large{number}@demo.example",
            }
            for number, (given, family) in enumerate(names)
        ],
    )


def add_bookings(event, people) -> None:
    now = clock.now()
    facts = {"event_id": event.id, "status": BookingStatus.BOOKED, "joined_at": now}
    rows = [facts | {"person_id": one, "calendar_uid": f"{event.id}-{one}"} for one in people]
    ids = add_rows_for_ids(Booking, rows)
    add_rows_for_ids(
        StatusEntry, [{"booking_id": one, "status": BookingStatus.BOOKED, "at": now} for one in ids]
    )
    event.places_taken = len(ids)


@pytest.fixture
def event(client):
    """The one that everybody is on; the coordinator looks at it."""
    people, course = add_people(), saved(a_course())
    for number in range(EVENTS):
        start = number * ON_EACH % PEOPLE
        days = timedelta(days=20 + number)
        one = an_event(course, starts_at=clock.now() + days, capacity=ON_EACH)
        add_bookings(one, (people + people)[start : start + ON_EACH])
    everybody = an_event(course, capacity=PEOPLE)
    add_bookings(everybody, people)
    refresh_statistics(Person, Booking, StatusEntry)
    db.session.commit()
    client.sign_in(someone(Role.COORDINATOR))
    return everybody


def test_lists_take_ten_statements_and_the_download_streams(client, event):
    assert db.session.query(Booking).count() == BOOKINGS
    assert client.query_budget == 10  # which every page below is held to
    for url in ("", "?page=2", f"/{event.id}", f"/{event.id}/attendees", f"/{event.id}/attendees?page=300"):
        assert client.get(f"/training/events{url}").status_code == 200
    assert client.get("/people").status_code == 200
    lines, largest, memory = download(client, f"/training/events/{event.id}/attendees.csv")
    assert lines == PEOPLE + 1
    assert largest < LARGEST_CHUNK
    assert memory < MOST_MEMORY
    fine()


def download(client, url) -> tuple[int, int, int]:
    """Lines, the largest piece, and what memory it took to make them one after another."""
    answer = client.get(url)
    assert answer.is_streamed
    lines = largest = 0
    tracemalloc.start()
    for chunk in answer.iter_encoded():
        lines, largest = lines + chunk.count(b"\n"), max(largest, len(chunk))
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    answer.close()
    return lines, largest, memory

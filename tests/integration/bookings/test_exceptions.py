"""What those who run training let one person do: book late, withdraw late for a reason, come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from tests.factories import a_booking, a_person, an_event, saved, someone
from tests.integration.bookings.support import book, fine, history_of, letters_about, places, status_of
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus, EventNotBookable

DAY = timedelta(days=1)


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.TRAINING_LEAD))


@pytest.fixture
def closed():
    """An event whose booking is over."""
    return an_event(booking_closes_at=clock.now() - DAY)


def let_book(client, event, person, until=None, reason="Started this week"):
    day = until or clock.today() + 2 * DAY
    given = {"until_day-day": day.day, "until_day-month": day.month, "until_day-year": day.year}
    url = f"/training/events/{event.id}/extend-window"
    return client.submit(url, colleague=person.email, reason=reason, **given)


def test_one_person_books_late_until_their_own_end(client, lead, closed, at):
    late, other = saved(a_person()), saved(a_person())
    assert "They may book until then" in client.follow(let_book(client, closed, late)).text
    with pytest.raises(EventNotBookable):
        book(closed, other)
    book(closed, late)
    fine()


def test_after_their_own_end_they_are_late_too(client, lead, closed, at):
    late = saved(a_person())
    let_book(client, closed, late)
    at(clock.now() + 4 * DAY)
    with pytest.raises(EventNotBookable):
        book(closed, late)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "Enter a reason"),
        ({"until": -3}, "The end must be in the future, and before the event starts"),
        ({"until": 30}, "The end must be in the future, and before the event starts"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(client, lead, closed, given, said):
    if "until" in given:
        given = {"until": clock.today() + given["until"] * DAY}
    assert errors_on(let_book(client, closed, saved(a_person()), **given).text) == [said]


def test_a_late_withdrawal_does_not_count_for_a_reason(client, lead):
    booking = a_booking(an_event(), status=BookingStatus.WITHDRAWN, is_late_cancel=True)
    url = f"/bookings/{booking.id}/waive-late"
    assert errors_on(client.submit(url, reason="").text) == ["Enter a reason"]
    assert "It does not count: Taken ill" in client.follow(client.submit(url, reason="Taken ill")).text
    assert "This booking has no late withdrawal that counts" in client.get(url).text


def removed(client, event):
    booking = book(event)
    client.submit(f"/bookings/{booking.id}/withdraw", reason="The wrong person")
    assert status_of(booking) == "removed"
    return booking


def test_whoever_was_removed_by_mistake_is_put_back_and_told(client, lead):
    event = an_event(capacity=1)
    booking = removed(client, event)
    client.submit(f"/bookings/{booking.id}/put-back", reason="It was the right one")
    assert history_of(booking) == ["booked", "removed", "booked"]
    assert (places(event), letters_about(booking)[-1]) == ((1, 1), "put_back")
    fine()


def test_nobody_is_put_back_on_a_place_that_has_gone(client, lead):
    event = an_event(capacity=1)
    booking = removed(client, event)
    book(event)
    answer = client.submit(f"/bookings/{booking.id}/put-back", reason="A mistake")
    assert errors_on(answer.text) == ["The place has gone to somebody else since"]
    assert (status_of(booking), places(event)) == ("removed", (1, 1))


def test_who_withdrew_themself_is_not_put_back(client, lead):
    booking = a_booking(an_event(), status=BookingStatus.WITHDRAWN)
    page = client.get(f"/bookings/{booking.id}/put-back").text
    assert "This booking was not removed, or has been changed since" in page


def test_over_the_number_of_places_only_when_asked_for(client, lead):
    event = an_event(capacity=1, starts_at=clock.now() + timedelta(hours=5))
    a_booking(event)
    waits = a_booking(event, status=BookingStatus.WAITING)
    url = f"/bookings/{waits.id}/move-up"
    full = ["There are no places left. Select “Overbook” to make one more"]
    assert errors_on(client.submit(url, reason="Court order").text) == full
    client.submit(url, reason="Court order", overbook=True)
    assert (status_of(waits), places(event)) == ("booked", (2, 2))
    assert "Overbooked by 1" in client.get(f"/training/events/{event.id}/attendees").text
    fine()

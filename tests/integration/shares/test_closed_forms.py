"""A page whose form would be refused says so in its place: the event began, is over, or was called off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, an_agency, an_event, saved, someone
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.bookings.models import WindowExtension
from training.shares.models import AgencyShare, Reservation

BEGAN, OFF = "This event has already started", "This event has been cancelled"
OVER = "The event has begun or was cancelled"


def began():
    return an_event(starts_at=clock.now() - timedelta(hours=1))


def called_off():
    return an_event(state="cancelled")


def past():
    return an_event(starts_at=clock.now() - timedelta(days=90))


def soon():
    return an_event(starts_at=clock.now() + timedelta(days=3))


def full():
    event = an_event(capacity=1, starts_at=clock.now() + timedelta(days=30))
    a_booking(event)
    return event


@pytest.fixture
def account(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


def closed(client, url) -> str:
    """What the page says; no form of its own is left on it."""
    main = parse(client.get(url).text).select_one("main")
    assert main.select("form") == []
    return words_of(main)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (began, BEGAN),
        (past, BEGAN),
        (called_off, OFF),
        (soon, "Book people by name instead."),
        (full, "No places are left."),
    ],
)
def test_holding_places(client, account, event, said):
    assert said in closed(client, f"/training/events/{event().id}/hold")


def test_nothing_is_said_where_places_can_be_held(client, account):
    page = client.get(f"/training/events/{an_event(starts_at=clock.now() + timedelta(days=30)).id}/hold")
    assert len(parse(page.text).select("main form")) == 1


@pytest.mark.parametrize("event", [began, past, called_off])
def test_keeping_places_for_agencies(client, account, event):
    event = event()
    share = saved(AgencyShare(event_id=event.id, sort="kept", kind="school", places=1, days_before=1))
    for url in (f"/training/events/{event.id}/shares/add", f"/training/shares/{share.id}/edit"):
        assert OVER in closed(client, url)
    assert "Change" not in closed(client, f"/training/events/{event.id}/shares")


def a_reservation(event, account, places=1):
    facts = {"holder_id": account.person_id, "most": 5, "held_at": clock.now(), "agency_id": None}
    return saved(Reservation(event_id=event.id, places=places, **facts))


@pytest.mark.parametrize(("event", "said"), [(began, BEGAN), (past, BEGAN), (called_off, OFF)])
@pytest.mark.unsound("its bookings are rows made by hand")
def test_naming_somebody(client, account, event, said):
    held = a_reservation(event(), account)
    assert said in closed(client, f"/training/held-places/{held.id}/name")


@pytest.mark.parametrize("act", ["name", "release"])
def test_what_is_no_longer_held(client, account, act):
    held = a_reservation(an_event(), account, places=0)
    assert "These places are no longer held" in closed(client, f"/training/held-places/{held.id}/{act}")


@pytest.mark.parametrize(
    ("act", "event", "said"),
    [
        ("cancel", began, "started"),
        ("cancel", called_off, "cancelled"),
        ("plan-draw", began, BEGAN),
        ("plan-draw", called_off, OFF),
        ("extend-window", began, BEGAN),
        ("extend-window", called_off, OFF),
        ("book-colleague", began, BEGAN),
        ("book-colleague", called_off, OFF),
    ],
)
def test_other_forms_about_an_event(client, account, act, event, said):
    assert said in closed(client, f"/training/events/{event().id}/{act}")


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("withdraw", "withdrawn"),
        ("substitute", "waiting"),
        ("needs", "withdrawn"),
        ("move-up", "booked"),
        ("put-back", "booked"),
        ("waive-late", "booked"),
    ],
)
@pytest.mark.unsound("its bookings are rows made by hand")
def test_forms_about_a_booking_that_stands_otherwise(client, account, act, status):
    booking = a_booking(an_event(), status=BookingStatus(status))
    assert closed(client, f"/bookings/{booking.id}/{act}")


class TestWhoeverMayBeLate:
    @pytest.fixture
    def event(self):
        return an_event(booking_closes_at=clock.now() - timedelta(hours=1))

    def let_in(self, event, person_id):
        facts = {"until": clock.now() + timedelta(days=1), "reason": "Agreed", "granted_at": clock.now()}
        saved(WindowExtension(event_id=event.id, person_id=person_id, **facts))

    def test_finds_the_way_and_the_form(self, client, event):
        learner, client.change_budget = someone(Role.PRACTITIONER), 16  # one is about being late
        client.sign_in(learner)
        url = f"/training/events/{event.id}"
        assert "Book a place" not in client.get(url).text
        self.let_in(event, learner.person_id)
        assert "Book a place" in client.get(url).text
        client.submit(f"{url}/book")
        assert db.session.get(type(event), event.id).places_taken == 1

    def test_nobody_else_does(self, client, event):
        client.sign_in(someone(Role.PRACTITIONER))
        self.let_in(event, someone(Role.PRACTITIONER).person_id)
        assert "Booking for this event has closed" in client.get(f"/training/events/{event.id}").text
        assert closed(client, f"/training/events/{event.id}/book")

    def test_can_be_booked_by_those_who_act_for_them(self, client, account, event):
        url = f"/training/events/{event.id}/book-colleague"
        assert "Booking for this event has closed" in closed(client, url)
        self.let_in(event, someone(Role.PRACTITIONER, agency=saved(an_agency())).person_id)
        assert len(parse(client.get(url).text).select("main form")) == 1

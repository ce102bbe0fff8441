"""What was given out stays given out, though the event moves; an act of the coordinator keeps it again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import unit_of_work
from tests.factories import a_booking, an_agency, an_event, someone
from tests.factories import saved as stored
from tests.integration.bookings.support import book, coordinator, fine, status_of
from tests.integration.shares.test_places_kept import MOST, Group, save, somebody
from tests.integration.trail.test_before_and_after import told
from training.bookings.domain import PlaceKept
from training.bookings.services import hear_of_change as bookings_hear
from training.catalogue.queries import get_event
from training.shares import jobs
from training.shares.domain import EndsTooLate, MoreThanThere, TooManyKept
from training.shares.services import hearing, releasing


@pytest.fixture
def clinic():
    return stored(an_agency())


@pytest.fixture
def event():
    return an_event(capacity=1, starts_at=clock.now() + timedelta(days=27))


def later(monkeypatch, **after):
    at = clock.now() + timedelta(**after)
    monkeypatch.setattr(clock, "now", lambda: at)


def move(event, starts_at):
    """To another moment, or to none."""
    with unit_of_work():
        found = get_event(event.id, lock=True)
        found.starts_at, found.ends_at = starts_at, starts_at and starts_at + timedelta(hours=6)
        bookings_hear(found, has_moved=True)
        hearing.hear_of_change(found, has_moved=True)


@pytest.fixture
def given_out(monkeypatch, event):
    """Kept until 14 days before; given out; and then the event is moved ten days on."""
    share = save(event, days_before=14)
    later(monkeypatch, days=13)
    jobs.release_shares()
    move(event, event.starts_at + timedelta(days=10))
    return share


def restore(share):
    with unit_of_work():
        return releasing.restore_share(coordinator(), share.id)


class TestMoved:
    def test_what_was_given_out_stays_for_everybody(self, given_out, event, clinic):
        assert given_out.released_at is not None
        assert status_of(book(event, somebody(clinic))) == "booked"

    def test_it_stays_so_without_a_date_and_with_another(self, given_out, event, clinic):
        then = event.starts_at
        move(event, None)
        waits = book(event, somebody(clinic))
        move(event, then)
        assert status_of(waits) == "booked"

    def test_what_was_not_given_out_yet_moves_along(self, monkeypatch, event, clinic):
        save(event, days_before=14)
        move(event, event.starts_at + timedelta(days=10))
        later(monkeypatch, days=20)
        jobs.release_shares()
        with pytest.raises(PlaceKept):
            book(event, somebody(clinic))

    def test_fewer_places_than_were_given_out_are_allowed(self, monkeypatch, event):
        event.capacity = 3
        share = save(event, places=3, days_before=14)
        event.capacity = 2
        with pytest.raises(MoreThanThere):
            releasing.hear_of_change(event)
        share.released_at = clock.now()
        releasing.hear_of_change(event)


class TestKeptAgain:
    def test_by_an_act_that_the_log_tells(self, given_out, event, clinic):
        restore(given_out)
        restore(given_out)
        with pytest.raises(PlaceKept):
            book(event, somebody(clinic))
        ((before, after),) = told("restore_share")
        assert (before["given_out"], after["given_out"], after["places"]) == (True, False, 1)

    def test_not_while_somebody_has_the_place(self, given_out, event, clinic):
        has = book(event, somebody(clinic))
        with pytest.raises(TooManyKept):
            restore(given_out)
        assert (given_out.released_at is None, status_of(has)) == (False, "booked")
        fine()

    def test_nor_is_it_by_changing_it_while_somebody_has_the_place(self, given_out, event, clinic):
        book(event, somebody(clinic))
        with pytest.raises(TooManyKept):
            save(event, share_id=given_out.id, days_before=2)

    def test_nor_when_its_end_is_over(self, monkeypatch, given_out):
        later(monkeypatch, days=11)
        with pytest.raises(EndsTooLate):
            restore(given_out)

    def test_saving_it_anew_says_so_in_the_log(self, given_out, event):
        save(event, share_id=given_out.id, days_before=14)
        assert given_out.released_at is None
        assert told("save_share")[-1] == ({"given_out": True}, {"given_out": False})

    def test_a_limit_that_is_over_stands_in_the_way_of_nothing(self, monkeypatch, event):
        limit = save(event, Group(), 1, MOST, days_before=14)
        later(monkeypatch, days=13)
        jobs.release_shares()
        save(event, days_before=7)
        assert limit.released_at is not None


class TestPage:
    @pytest.fixture
    def page(self, client, event):
        client.sign_in(someone(Role.COORDINATOR))
        client.change_budget = 20  # a promotion is in it
        return f"/training/events/{event.id}/shares"

    def test_says_what_happened_and_keeps_them_again(self, client, page, given_out):
        text = client.get(page).text
        assert "They stay given out unless you keep them again" in " ".join(text.split())
        response = client.submit(page, form="form[action$=restore]")
        assert "It holds again" in client.follow(response).text
        assert "Keep again" not in client.get(page).text

    def test_says_why_not(self, client, page, given_out, event, clinic):
        a_booking(event, agency_id=clinic.id)
        response = client.submit(page, form="form[action$=restore]")
        assert "No places can be kept for schools: all are taken" in client.follow(response).text

    def test_offers_nothing_where_the_end_is_over(self, client, page, given_out, monkeypatch):
        later(monkeypatch, days=11)
        text = client.get(page).text
        assert ("Given out" in text, "Keep again" in text) == (True, False)

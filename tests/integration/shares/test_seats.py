"""Seat banks: what is used, what is left, who reads and who writes (docs/training.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.rules import in_force
from tests.factories import a_booking, an_agency, an_event, saved, someone
from tests.integration.bookings.support import book
from tests.integration.shares.test_places_kept import somebody
from tests.integration.trail.test_before_and_after import entries, told
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus
from training.shares import ledger
from training.shares.domain import SeatRules, SeatsUsed
from training.shares.models import SeatBank
from training.shares.services import seats


@pytest.fixture
def year():
    return SeatRules().year_of(clock.today())


@pytest.fixture
def agency():
    return saved(an_agency(name="York CVS"))


@pytest.fixture
def bank(agency, year):
    numbers = {"agreed": 3, "extra": 1, "carried_over": 1, "carried_forward": 1}
    return saved(SeatBank(agency_id=agency.id, year=year, **numbers))


def used_by(agency, year, status, **more):
    event = an_event(starts_at=clock.now() - timedelta(days=1))
    a_booking(event, status=status, agency_id=agency.id, **more)
    (found,) = (ledger.seats_of(row) for row in db.session.execute(ledger.select_seats(year, {agency.id})))
    return found.used, found.left


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("status", "more", "used"),
    [
        ("attended", {}, 1),
        ("part", {}, 1),
        ("no_show", {}, 1),
        ("excused", {}, 0),
        ("withdrawn", {}, 0),
        ("withdrawn", {"is_late_cancel": True}, 1),
        ("withdrawn", {"is_late_cancel": True, "late_waived_reason": "Ill"}, 0),
        ("booked", {}, 0),
        ("waiting", {}, 0),
    ],
)
def test_what_uses_a_seat(agency, year, status, more, used):
    assert used_by(agency, year, BookingStatus(status), **more) == (used, 4 - used)


def test_another_year_and_another_agency_count_for_themselves(agency, year, bank):
    a_booking(an_event(), status=BookingStatus.ATTENDED, agency_id=saved(an_agency()).id)
    last = an_event(starts_at=clock.now() - timedelta(days=400))
    a_booking(last, status=BookingStatus.ATTENDED, agency_id=agency.id)
    assert ledger.find_seats(agency.id, year).used == 0


class TestPages:
    @pytest.fixture(autouse=True)
    def run_training(self, client):
        client.sign_in(someone(Role.COORDINATOR))

    def test_agree_and_change_with_a_reason(self, client, agency, year):
        url = f"/training/seats/{agency.id}/edit"
        client.submit(url, agreed="10", extra="", reason="Contract of April")
        client.submit(url, extra="2", reason="Two more were bought")
        after = {"agreed": 10, "extra": 0, "carried_over": 0, "carried_forward": 0}
        assert told("save_seats") == [({}, after), ({"extra": 0}, {"extra": 2})]
        assert [one.reason for one in entries("save_seats")] == ["Contract of April", "Two more were bought"]
        assert "12 seats left" in client.get(f"/training/seats?year={year}").text

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"agreed": "10"}, ["Enter a reason"]),
            (
                {"carried_forward": "1", "reason": "Left over"},
                ["No more can be left for the next year than there is"],
            ),
            ({"agreed": "ten", "reason": "New"}, ["Agreed for the year must be a whole number"]),
        ],
    )
    def test_says_what_is_wrong(self, client, agency, given, said):
        assert errors_on(client.submit(f"/training/seats/{agency.id}/edit", **given).text) == said

    def test_the_same_again_writes_nothing(self, client, agency, bank):
        client.submit(f"/training/seats/{agency.id}/edit", reason="To be sure")
        assert entries("save_seats") == []

    def test_whoever_used_seats_without_any_is_listed(self, client, agency, year):
        assert used_by(agency, year, BookingStatus.ATTENDED) == (1, -1)
        assert "Nothing agreed" in client.get("/training/seats").text

    @pytest.mark.parametrize("asked", ["1", "99999", "x", ""])
    def test_a_year_that_makes_no_sense_is_this_one(self, client, year, asked):
        assert f"Seats {year} to" in client.get(f"/training/seats?year={asked}").text


class TestLead:
    @pytest.fixture
    def lead(self, client, agency):
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))

    @pytest.mark.usefixtures("lead", "bank")
    def test_reads_their_own_agency_alone_and_writes_nothing(self, client, agency, year):
        other = saved(an_agency(name="Somebody else"))
        saved(SeatBank(agency_id=other.id, year=year, agreed=1, extra=0, carried_over=0, carried_forward=0))
        page = client.get("/training/seats").text
        assert "York CVS" in page
        assert "Somebody else" not in page
        assert client.get(f"/training/seats/{agency.id}/edit").status_code == 403

    @pytest.mark.usefixtures("lead", "bank")
    def test_is_told_at_home_when_more_is_booked_than_left(self, client, agency):
        assert "more training than it has seats" not in client.get("/").text
        event = an_event(starts_at=clock.now() + timedelta(days=2))
        for _ in range(5):
            a_booking(event, agency_id=agency.id)
        assert "York CVS has booked more training than it has seats" in client.get("/").text

    def test_a_practitioner_reads_nothing(self, client):
        client.sign_in(someone(Role.PRACTITIONER))
        assert client.get("/training/seats").status_code == 403


class TestLimit:
    @pytest.fixture
    def spent(self, agency, bank):
        event = an_event(starts_at=clock.now() + timedelta(days=2))
        for _ in range(4):
            a_booking(event, agency_id=agency.id)

    def limit(self, monkeypatch, beyond):
        rules = replace(SeatRules(), beyond=beyond)
        monkeypatch.setattr(seats, "in_force", lambda of: rules if of is SeatRules else in_force(of))

    @pytest.mark.usefixtures("spent")
    def test_nobody_is_refused_by_default(self, agency):
        assert book(an_event(starts_at=clock.now() + timedelta(days=3)), somebody(agency)).id

    @pytest.mark.usefixtures("spent")
    def test_beyond_the_limit_they_are(self, monkeypatch, agency):
        soon = an_event(starts_at=clock.now() + timedelta(days=3))
        self.limit(monkeypatch, 1)
        book(soon, somebody(agency))
        with pytest.raises(SeatsUsed, match="York CVS has no seats left"):
            book(soon, somebody(agency))
        book(soon, somebody(saved(an_agency())))

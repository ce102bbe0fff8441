"""One statement for each agency: places used and lost, quarter by quarter."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from portal.kernel.access import Role
from tests.factories import a_booking, an_account, an_agency, an_event, saved, someone
from tests.factories_partnership import a_part
from tests.integration.lost_places.cast import a_lead
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.lost_places.accounts import read_quarters
from training.lost_places.domain import LossKind
from training.lost_places.models import LedgerEntry
from training.lost_places.rules import Charging, EntryWhy

S = BookingStatus


@pytest.fixture(autouse=True)
def august(at):
    at(datetime(2026, 8, 15, 9, tzinfo=UTC))


@pytest.fixture
def agency():
    return saved(an_agency(name="Acomb Health"))


def a_place(agency, status=S.ATTENDED, month=5, day=12, hour=9, **given):
    event = an_event(starts_at=datetime(2026, month, day, hour, tzinfo=UTC))
    return a_booking(event, status=status, agency_id=agency.id, **given)


def lost(booking, kind=LossKind.NO_SHOW, sign=1, month=5, pounds=0):
    made = {"half_days": 0, "full_days": 0, "pounds": pounds, "entered_at": datetime(2026, 8, 1, tzinfo=UTC)}
    made |= {"happened_on": datetime(2026, month, 12, tzinfo=UTC).date(), "kind": kind, "sign": sign}
    why = EntryWhy.LOST if sign > 0 else EntryWhy.EXCUSED
    saved(LedgerEntry(agency_id=booking.agency_id, booking_id=booking.id, why=why, **made))


def figures(agency, year=2026):
    return [(one.used, one.substitutes, one.late, one.no_shows) for one in read_quarters(agency.id, year)]


class TestFigures:
    def test_each_quarter_that_has_begun(self, agency):
        a_place(agency)
        a_place(agency, S.PART)
        lost(a_place(agency, S.NO_SHOW))
        lost(a_place(agency, S.WITHDRAWN, month=7), LossKind.LATE_WITHDRAWAL, month=7)
        assert figures(agency) == [(2, 0, 0, 1), (0, 0, 1, 0)]
        assert [one.said for one in read_quarters(agency.id, 2026)] == [
            "April to June 2026",
            "July to September 2026",
        ]

    def test_who_came_instead(self, agency):
        gone = a_place(agency, S.WITHDRAWN)
        a_place(agency, replaces_id=gone.id)
        a_place(agency, S.NO_SHOW, replaces_id=a_place(agency, S.WITHDRAWN).id)
        assert figures(agency)[0] == (1, 1, 0, 0)

    def test_what_was_excused_is_taken_back(self, agency):
        booking = a_place(agency, S.EXCUSED)
        lost(booking)
        lost(booking, sign=-1)
        assert figures(agency)[0] == (0, 0, 0, 0)

    def test_londons_midnight_parts_the_quarters(self, agency):
        a_place(agency, month=6, day=30, hour=22)
        a_place(agency, month=6, day=30, hour=23)
        assert [one[0] for one in figures(agency)] == [1, 1]

    def test_not_of_other_agencies_or_years(self, agency):
        a_place(saved(an_agency()))
        a_place(agency, month=3, day=31)
        assert figures(agency) == [(0, 0, 0, 0), (0, 0, 0, 0)]
        assert figures(agency, 2025)[3] == (1, 0, 0, 0)
        assert figures(agency, 2027) == []

    def test_in_the_partnerships_own_year(self, agency):
        a_part("rules.ledger", year_begins=0)
        a_place(agency, month=2)
        assert figures(agency)[0] == (1, 0, 0, 0)


class TestPage:
    def page(self, agency, end=""):
        return f"/training/ledger/{agency.id}/statement{end}"

    @pytest.fixture
    def lead(self, client, agency):
        client.sign_in(saved(an_account(a_lead(agency))))
        return client

    def test_a_lead_reads_their_own_and_no_other(self, lead, agency):
        assert "Training places by quarter" in lead.get(f"/agencies/{agency.id}").text
        assert lead.get(self.page(agency)).status_code == 200
        assert lead.get(self.page(saved(an_agency()))).status_code == 403
        assert lead.get(self.page(saved(an_agency()), ".csv")).status_code == 403

    @pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.PRACTITIONER, Role.TRAINER])
    def test_nobody_else_does(self, client, agency, role):
        client.sign_in(someone(role))
        assert client.get(self.page(agency)).status_code == 403

    def test_counts_alone_unless_places_are_charged(self, lead, agency):
        lost(a_place(agency, S.NO_SHOW))
        table = words_of(parse(lead.get(self.page(agency)).text).table)
        assert "July to September 2026 (so far)" in table
        assert "Charge" not in table
        a_part("rules.ledger", charging=Charging.AMOUNT.value)
        assert "Charge" in words_of(parse(lead.get(self.page(agency)).text).table)

    def test_the_file_says_the_same(self, lead, agency):
        a_place(agency)
        lost(a_place(agency, S.NO_SHOW), pounds=50)
        _, first, second = csv.reader(io.StringIO(lead.get(self.page(agency, ".csv")).text.lstrip("\ufeff")))
        assert first == ["2026-04-01", "2026-06-30", "1", "0", "0", "1", "50"]
        assert second[2:] == ["0", "0", "0", "0", "0"]

    def test_a_year_to_come_says_so(self, lead, agency):
        assert "This year has not begun" in lead.get(self.page(agency, "?year=2030")).text

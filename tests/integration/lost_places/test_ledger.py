"""The ledger of an agency: a row when a place is lost, a counter row when it does not count after all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import a_post, an_account, an_agency, an_event, saved, someone
from tests.integration.attendance.test_take_register import mark
from tests.integration.bookings.support import book, withdraw
from tests.integration.lost_places.cast import (
    a_lead,
    a_worker,
    an_absent,
    confirm,
    loss_of,
    reopen,
)
from training.lost_places.checks import find_wrong_ledger
from training.lost_places.domain import LossState
from training.lost_places.models import LedgerEntry

WAYS = ("nothing", "counted", "charged")


@pytest.fixture
def agency():
    return saved(an_agency(name="Acomb Health", kind=AgencyKind.HEALTH))


@pytest.fixture
def lead(agency):
    return saved(an_account(a_lead(agency)))


@pytest.fixture
def absent(event, agency):
    return an_absent(event, a_worker(agency, family_name="Absent"), agency=agency)


@pytest.fixture
def confirmed(client, coordinator, event, absent):
    client.sign_in(coordinator)
    confirm(client, event)
    return absent


def charge(client, way):
    """As an administrator sets it."""
    client.sign_in(someone(Role.ADMINISTRATOR))
    client.submit("/partnership/numbers/ledger", charging=str(WAYS.index(way)))


def rows(booking):
    entries = select(LedgerEntry).where(LedgerEntry.booking_id == booking.id).order_by(LedgerEntry.id)
    return [(one.sign, one.why.value, one.pounds) for one in db.session.scalars(entries)]


def waive(client, booking):
    return client.submit(f"/training/lost-places/{loss_of(booking).id}/waive", reason="A flood")


def give_reason(booking):
    loss = loss_of(booking)
    loss.state, loss.reason, loss.answered_at = LossState.ANSWERED, "Illness", clock.now()
    db.session.commit()
    return loss


class TestRows:
    def test_a_no_show_is_counted(self, confirmed):
        assert rows(confirmed) == [(1, "lost", 0)]

    def test_confirming_anew_writes_no_second(self, client, confirmed, event):
        reopen(client, event)
        confirm(client, event)
        assert rows(confirmed) == [(1, "lost", 0)]

    def test_excused_is_taken_back(self, client, confirmed):
        loss = give_reason(confirmed)
        client.submit(f"/training/lost-places/{loss.id}", decision="accept", note="Get well")
        assert rows(confirmed) == [(1, "lost", 0), (-1, "excused", 0)]

    def test_refused_is_not(self, client, confirmed):
        loss = give_reason(confirmed)
        client.submit(f"/training/lost-places/{loss.id}", decision="refuse", note="No")
        assert rows(confirmed) == [(1, "lost", 0)]

    def test_waived_is_taken_back(self, client, confirmed):
        waive(client, confirmed)
        assert rows(confirmed) == [(1, "lost", 0), (-1, "waived", 0)]

    def test_corrected_is_taken_back_and_may_come_again(self, client, confirmed, event):
        for word in ("present", "absent"):
            reopen(client, event)
            mark(client, event, (confirmed, word))
            confirm(client, event)
        assert [one[:2] for one in rows(confirmed)] == [(1, "lost"), (-1, "corrected"), (1, "lost")]
        assert not list(find_wrong_ledger())

    def test_what_was_waived_is_corrected_without_a_second_counter(self, client, confirmed, event):
        waive(client, confirmed)
        reopen(client, event)
        mark(client, event, (confirmed, "present"))
        confirm(client, event)
        assert len(rows(confirmed)) == 2

    def test_a_late_withdrawal_is_one_and_may_pass(self, client, coordinator, agency):
        booking = book(an_event(starts_at=clock.now() + timedelta(days=2)), a_worker(agency))
        withdraw(booking)
        client.sign_in(coordinator)
        assert rows(booking) == [(1, "lost", 0)]
        client.submit(f"/bookings/{booking.id}/waive-late", reason="A flood")
        assert rows(booking) == [(1, "lost", 0), (-1, "waived", 0)]
        assert not list(find_wrong_ledger())

    def test_somebody_without_an_agency_is_in_none(self, client, coordinator, event):
        booking = an_absent(event)
        client.sign_in(coordinator)
        confirm(client, event)
        assert not rows(booking)
        assert not list(find_wrong_ledger())


class TestCharging:
    def test_off_writes_nothing(self, client, coordinator, event, absent):
        charge(client, "nothing")
        client.sign_in(coordinator)
        confirm(client, event)
        assert not rows(absent)
        assert not list(find_wrong_ledger())

    @pytest.mark.parametrize(
        "charged", [(AgencyKind.HEALTH, 50), (AgencyKind.SCHOOL, 50), (AgencyKind.VOLUNTARY, 0)]
    )
    def test_by_length_and_kind_of_agency(self, client, coordinator, event, charged):
        kind, pounds = charged
        agency = saved(an_agency(kind=kind))
        booking = an_absent(event, a_worker(agency), agency=agency)
        charge(client, "charged")
        client.change_budget = 17
        client.sign_in(coordinator)
        confirm(client, event)
        waive(client, booking)
        assert rows(booking) == [(1, "lost", pounds), (-1, "waived", -pounds)]

    def test_what_was_charged_is_taken_back_as_it_was(self, client, coordinator, event, absent):
        charge(client, "charged")
        client.change_budget = 17
        client.sign_in(coordinator)
        confirm(client, event)
        client.sign_in(someone(Role.ADMINISTRATOR))
        client.submit("/partnership/numbers/charges", health_half="70")
        client.sign_in(coordinator)
        waive(client, absent)
        assert [one[2] for one in rows(absent)] == [50, -50]


class TestPages:
    def test_each_agency_with_its_counts(self, client, confirmed, agency):
        page = client.get("/training/ledger").text
        assert "Acomb Health" in page
        assert "2025/26" in page
        assert "Charge</th>" not in page

    def test_the_rows_with_names(self, client, confirmed, agency):
        page = client.get(f"/training/ledger/{agency.id}").text
        assert "1 place to which nobody came" in page
        assert "Sam Absent" in page

    def test_another_year_is_empty(self, client, confirmed, agency):
        assert "No agency has lost a place" in client.get("/training/ledger?year=2024").text
        assert "Nothing stands" in client.get(f"/training/ledger/{agency.id}?year=2024").text

    @pytest.mark.parametrize("year", ["nonsense", "99999999", "-1", ""])
    def test_an_odd_year_is_this_one(self, client, confirmed, year):
        assert "Acomb Health" in client.get(f"/training/ledger?year={year}").text

    def test_leads_see_their_own(self, client, confirmed, agency, lead):
        other = saved(an_agency(name="Elsewhere"))
        client.sign_in(lead)
        assert "Acomb Health" in client.get("/training/ledger").text
        assert "Sam Absent" in client.get(f"/training/ledger/{agency.id}").text
        assert client.get(f"/training/ledger/{other.id}").status_code == 403
        assert client.get(f"/training/ledger/{other.id}.csv").status_code == 403

    def test_leads_see_no_names_of_people_who_are_not_theirs(self, client, confirmed, agency, lead):
        elsewhere = saved(an_agency())
        posts = a_post(confirmed_person(confirmed), elsewhere).__class__
        db.session.execute(
            update(posts)
            .where(posts.person_id == confirmed.person_id, posts.agency_id == agency.id)
            .values(ended_on=clock.today() - timedelta(days=900))
        )
        db.session.commit()
        client.sign_in(lead)
        page = client.get(f"/training/ledger/{agency.id}").text
        assert "Absent" not in page
        assert "Not shown to you" in page
        assert "Absent" not in client.get(f"/training/ledger/{agency.id}.csv").text

    def test_downloads(self, client, confirmed, agency):
        said = client.get(f"/training/ledger/{agency.id}.csv?year=2025").text
        assert "Did not come,Lost,1,0,0,0" in said
        assert "Acomb Health,Health,1,0,1,0" in client.get("/training/ledger.csv?year=2025").text

    @pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.TRAINER, Role.PRACTITIONER])
    def test_others_may_not(self, client, confirmed, agency, role):
        client.sign_in(someone(role))
        assert client.get("/training/ledger").status_code == 403
        assert client.get(f"/training/ledger/{agency.id}").status_code == 403

    def test_missing_is_missing(self, client, confirmed):
        assert client.get("/training/ledger/999999").status_code == 404


class TestCheck:
    def test_a_row_too_few(self, confirmed):
        db.session.query(LedgerEntry).delete()
        db.session.commit()
        (found,) = find_wrong_ledger()
        assert "0 times, and 1 was to be expected" in found

    def test_a_row_too_many(self, client, confirmed):
        loss_of(confirmed).state = LossState.WAIVED
        db.session.commit()
        (found,) = find_wrong_ledger()
        assert "1 times, and 0 was to be expected" in found


def confirmed_person(booking):
    return type("Somebody", (), {"id": booking.person_id})()


def test_it_says_since_when_places_are_counted(client, coordinator, confirmed, agency):
    for page in ("/training/ledger", f"/training/ledger/{agency.id}"):
        assert "Counted since Tuesday 3 March 2026. What was lost before that" in client.get(page).text


def test_nothing_is_said_about_a_day_before_anything_was_counted(client, coordinator):
    client.sign_in(coordinator)
    assert "Counted since" not in client.get("/training/ledger").text

"""A copy at once, for managers whose agency wants that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_booking, an_agency, an_event, saved, someone
from tests.integration.bookings.support import book, withdraw
from tests.integration.calendars.support import sent
from tests.integration.certificates.cast import a_certificate
from tests.integration.managers.cast import a_team, news_of, readers, written
from training.bookings.domain import BookingStatus
from training.managers import jobs, queries
from training.managers.domain import ManagerWay


@pytest.fixture(autouse=True)
def tuesday(today):
    """The clock stands still."""


def copies():
    jobs.send_copies()
    return [one.subject for one in written("manager_copy")]


def test_of_a_place_once_and_by_name():
    _, manager, member = a_team(ManagerWay.COPIES)
    event = an_event(capacity=5)
    book(event, member)
    for _ in range(3):
        subjects = copies()
    assert [one.startswith(f"{member.name} has a place on “") for one in subjects] == [True]
    assert readers("manager_copy") == [manager.email]
    assert event.code in written("manager_copy")[0].body


def test_of_late_withdrawals_and_not_of_others():
    _, _, member = a_team(ManagerWay.COPIES)
    soon = an_event(starts_at=clock.now() + timedelta(hours=3))
    late = a_booking(soon, member, agency_id=member_agency(member))
    withdraw(late)
    early = a_booking(an_event(), member, agency_id=member_agency(member))
    withdraw(early)
    assert [one.split("“")[0] for one in copies()] == [f"{member.name} withdrew late from "]


def member_agency(member):
    db.session.refresh(member, ["posts"])
    return member.posts[0].agency_id


def test_of_a_certificate_but_of_no_second_version():
    _, _, member = a_team(ManagerWay.COPIES)
    certificate = a_certificate(member)
    assert copies() == [f"{member.name} has a certificate for “Voice of the child”"]
    certificate.version = 2
    db.session.commit()
    assert len(copies()) == 1


def test_a_booking_taken_back_before_the_run_is_no_news():
    agency, _, member = a_team(ManagerWay.COPIES)
    news_of(member, agency, BookingStatus.BOOKED, BookingStatus.WITHDRAWN, at=clock.now())
    assert copies() == []


def test_a_new_address_between_brings_no_second():
    agency, manager, member = a_team(ManagerWay.COPIES)
    news_of(member, agency, at=clock.now())
    copies()
    manager.email = "another@example.org"
    db.session.commit()
    assert len(copies()) == 1


@pytest.mark.parametrize("way", [None, ManagerWay.DIGEST, ManagerWay.NONE])
def test_of_nothing_unless_the_agency_asked_for_it(way):
    agency, _, member = a_team(way)
    a_team(ManagerWay.COPIES)
    news_of(member, agency, at=clock.now())
    assert copies() == []


def test_waits_its_turn_like_other_messages():
    agency, _, member = a_team(ManagerWay.COPIES)
    news_of(member, agency, at=clock.now())
    copies()
    assert [one.kind for one in sent() if one.kind == "manager_copy"] == ["manager_copy"]


class TestChoosing:
    def page(self, agency):
        return f"/agencies/{agency.id}/word-to-managers"

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.TRAINING_LEAD])
    def test_is_logged_with_what_was_before(self, client, role):
        agency = saved(an_agency())
        client.sign_in(someone(role))
        client.submit(self.page(agency), way="copies")
        client.submit(self.page(agency), way="copies")
        entries = db.session.query(Activity).filter_by(verb="choose_manager_word").all()
        assert [one.details for one in entries] == [{"before": {"way": "digest"}, "after": {"way": "copies"}}]
        assert queries.find_word(agency.id).way is ManagerWay.COPIES

    def test_a_lead_chooses_for_their_own_agency_alone(self, client):
        own, other = saved(an_agency()), saved(an_agency())
        client.sign_in(someone(Role.AGENCY_LEAD, agency=own))
        assert "What line managers hear" in client.get(f"/agencies/{own.id}").text
        assert "What line managers hear" not in client.get(f"/agencies/{other.id}").text
        assert client.get(self.page(own)).status_code == 200
        assert client.get(self.page(other)).status_code == 403

    @pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.PRACTITIONER, Role.TRAINER])
    def test_nobody_else_does(self, client, role):
        client.sign_in(someone(role))
        assert client.get(self.page(saved(an_agency()))).status_code == 403

    def test_something_else_is_refused(self, client):
        client.sign_in(someone(Role.COORDINATOR))
        page = client.post(self.page(saved(an_agency())), data={"way": "loudly"})
        assert page.status_code == 400

    def test_both_letters_can_be_worded(self, client):
        client.sign_in(someone(Role.COORDINATOR))
        for kind in ("manager_digest", "manager_copy"):
            page = client.submit(f"/letters/{kind}", press="Preview")
            assert "Sam Taylor" in page.text

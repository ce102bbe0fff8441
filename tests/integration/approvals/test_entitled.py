"""Whoever is no longer the one to decide, or comes too late, decides nothing: on the page or by a link."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from portal.people.models import Post
from tests.factories import actor_of, saved
from tests.integration.approvals.support import Team, an_asking_event, book, decisions, link_of, step_of
from tests.integration.bookings.support import status_of
from tests.support.pages import heading_on
from training.approvals import services
from training.approvals.domain import Decide, NameDeputy, NotYours, Way
from training.approvals.models import AgencyApprover

GONE = "This link no longer works"


@pytest.fixture
def client(client):
    client.change_budget = 24
    return client


def a_deputy(team):
    deputy = team.colleague("Dee", "Deputy")
    with unit_of_work():
        days = (clock.today(), date(2026, 3, 4))
        services.name_deputy(actor_of(team.manager), NameDeputy(deputy.email, *days))
    return deputy


def a_named_one(team):
    named = team.colleague("Nia", "Named")
    by = {"named_by_id": team.lead.person_id, "named_at": clock.now()}
    saved(AgencyApprover(agency_id=team.agency.id, person_id=named.person_id, **by))
    return named


WHO = {
    "manager": (Way.MANAGER, lambda team: team.manager),
    "deputy": (Way.MANAGER, a_deputy),
    "lead": (Way.AGENCY, lambda team: team.lead),
    "named": (Way.AGENCY, a_named_one),
}


@pytest.fixture(params=WHO)
def asked(request):
    """Somebody who is asked, the booking, and the link in their letter."""
    team = Team()
    way, find = WHO[request.param]
    approver = find(team)
    booking = book(an_asking_event(way), team.learner)
    return approver, booking, link_of(approver)


def refused(client, approver, booking, link) -> bool:
    """Whether neither their page nor their link decides anything, and the link says so."""
    with pytest.raises(NotFound), unit_of_work():
        services.decide(actor_of(approver), Decide(step_of(booking), agrees=True))
    with pytest.raises(NotYours), unit_of_work():
        services.decide_by_link(link.rpartition("/")[2], Decide(0, agrees=True))
    said = heading_on(client.get(link).text)
    return (said, status_of(booking), decisions()) == (GONE, "requested", [])


def test_a_closed_account_decides_nothing_whoever_it_was(client, asked):
    asked[0].closed_at = clock.now()
    db.session.commit()
    assert refused(client, *asked)


@pytest.mark.parametrize("asked", ["manager", "named"], indirect=True)
def test_an_approver_who_left_decides_nothing(client, asked):
    post = db.session.query(Post).filter_by(person_id=asked[0].person_id).one()
    post.ended_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert refused(client, *asked)


@pytest.mark.parametrize("asked", ["deputy"], indirect=True)
def test_a_deputy_whose_days_are_over_decides_nothing(client, asked, at):
    at(clock.at_london(date(2026, 3, 5), clock.in_london(clock.now()).time().min))
    assert refused(client, *asked)


@pytest.mark.parametrize("asked", ["manager"], indirect=True)
class TestLate:
    def test_by_link_after_deciding_on_the_page(self, client, asked):
        approver, booking, link = asked
        page = client.get(link).text
        with unit_of_work():
            services.decide(actor_of(approver), Decide(step_of(booking), agrees=True))
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {"csrf_token": token, "answer": "decline", "reason": "No"}
        assert "agreed to by the line manager" in client.post(link, data=sent).text
        assert (status_of(booking), len(decisions())) == ("booked", 1)

    def test_by_a_form_that_was_open_when_the_time_was_over(self, client, asked, at):
        _, booking, link = asked
        page = client.get(link).text
        at(clock.at_london(date(2026, 3, 10), clock.in_london(clock.now()).time().replace(hour=17, minute=0)))
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = client.post(link, data={"csrf_token": token, "answer": "agree", "reason": ""})
        assert "The time to answer this request was over" in answer.text
        assert (status_of(booking), decisions()) == ("requested", [])

    def test_programs_that_open_links_change_nothing(self, client, asked):
        _, booking, link = asked
        for _ in range(3):
            assert client.get(link).status_code == 200
        assert (status_of(booking), decisions()) == ("requested", [])

    def test_whoever_uses_it_answers_its_own_request_alone(self, client, asked):
        approver, booking, link = asked
        other = Team()
        theirs = book(an_asking_event(), other.learner)
        client.submit(link, answer="agree")
        assert (status_of(booking), status_of(theirs)) == ("booked", "requested")
        assert decisions()[0].decided_by_id == approver.person_id


def test_a_lead_who_was_named_and_left_is_replaced_by_the_other(client):
    team = Team()
    named = a_named_one(team)
    named.closed_at = clock.now()
    db.session.commit()
    booking = book(an_asking_event(Way.AGENCY), team.learner)
    assert link_of(team.lead)
    assert status_of(booking) == "requested"

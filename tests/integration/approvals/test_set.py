"""Saying who has to agree: of a course, of an agency, and instead of oneself."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from tests.factories import a_course, a_person, an_event, saved, someone
from tests.integration.approvals.support import Team, an_asking_event, book, kinds_of, letters_to
from tests.integration.bookings.support import status_of
from tests.support.pages import errors_on
from training.approvals.domain import Way


@pytest.fixture
def team():
    return Team()


def test_those_who_run_training_say_it_of_a_course(client, team):
    course = saved(a_course())
    client.sign_in(someone(Role.TRAINING_LEAD))
    assert "Who has to agree to bookings" in client.get(f"/training/courses/{course.id}").text
    page = f"/training/courses/{course.id}/approval"
    client.submit(page, way="manager_then_agency", asks_second=True)
    assert kinds_of(book(an_event(course), team.learner)) == ["manager", "agency", "second"]
    client.submit(page, way="none", asks_second=False)
    assert status_of(book(an_event(course), Team().learner)) == "booked"


def test_a_lead_says_it_of_their_own_agency_alone(client, team):
    client.sign_in(team.lead)
    page = f"/agencies/{team.agency.id}/approval"
    assert "Who has to agree to bookings" in client.get(f"/agencies/{team.agency.id}").text
    client.submit(page, way="agency")
    assert kinds_of(book(an_event(), team.learner)) == ["agency"]
    other = Team().agency.id
    assert "Who has to agree to bookings" not in client.get(f"/agencies/{other}").text
    for path in ("approval", "approvers"):
        assert client.get(f"/agencies/{other}/{path}").status_code == 403


def test_an_agency_names_who_agrees(client, team):
    named = team.colleague("Nia", "Named")
    client.sign_in(team.lead)
    page = f"/agencies/{team.agency.id}/approvers"
    client.submit(page, colleague=named.email)
    assert errors_on(client.submit(page, colleague=named.email).text) == ["They are named already"]
    stranger = saved(a_person())
    assert errors_on(client.submit(page, colleague=stranger.email).text) == [
        "Nobody who works there has this email address or reference"
    ]


def test_whoever_is_named_is_asked_until_it_is_ended(client, team):
    named = team.colleague("Nia", "Named")
    client.sign_in(team.lead)
    client.submit(f"/agencies/{team.agency.id}/approvers", colleague=named.email)
    book(an_asking_event(Way.AGENCY), team.learner)
    assert (len(letters_to(named)), len(letters_to(team.lead))) == (1, 0)
    client.sign_in(named)
    assert "Lee Learner" in client.get("/approvals").text
    client.sign_in(team.lead)
    client.submit(f"/agencies/{team.agency.id}/approval", form="form[action$='/end']")
    client.sign_in(named)
    assert "No requests wait for you" in client.get("/approvals").text


def test_a_manager_names_a_deputy_and_takes_it_back(client, team):
    deputy = team.colleague("Dee", "Deputy")
    client.sign_in(team.manager)
    days = {"starts_on": date(2026, 3, 3), "ends_on": date(2026, 3, 10)}
    client.submit("/approvals/deputies", colleague=deputy.email, **days)
    book(an_asking_event(), team.learner)
    client.sign_in(deputy)
    assert "1 request waits for your answer" in client.get("/").text
    client.sign_in(team.manager)
    client.submit("/approvals/deputies", form="form[action$='/end']")
    client.sign_in(deputy)
    assert "No requests wait for you" in client.get("/approvals").text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        (date(2026, 3, 2), date(2026, 3, 5), "The first day must be today or later"),
        (date(2026, 3, 5), date(2026, 3, 4), "The last day must be the first day or later"),
        (date(2026, 3, 5), date(2027, 3, 4), "The last day is too far ahead"),
    ],
)
def test_the_days_of_a_deputy_are_looked_at(client, team, starts_on, ends_on, said):
    deputy = team.colleague("Dee", "Deputy")
    client.sign_in(team.manager)
    answer = client.submit(
        "/approvals/deputies", colleague=deputy.email, starts_on=starts_on, ends_on=ends_on
    )
    assert errors_on(answer.text) == [said]


def test_nobody_is_their_own_deputy_or_ends_anothers(client, team):
    client.sign_in(team.manager)
    day = date(2026, 3, 4)
    answer = client.submit("/approvals/deputies", colleague=team.manager.email, starts_on=day, ends_on=day)
    assert errors_on(answer.text) == ["Name somebody other than yourself"]
    client.submit("/approvals/deputies", colleague=team.lead.email, starts_on=day, ends_on=day)
    client.sign_in(team.account)
    page = client.get("/approvals/deputies").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/approvals/deputies/1/end", data={"csrf_token": token}).status_code == 404

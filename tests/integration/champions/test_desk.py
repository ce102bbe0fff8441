"""The page of a Champion: what presses, soonest first; one press books; nobody of another school reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import RoleGroup
from portal.people.models import Agency, Person
from tests.factories import a_booking, a_course, a_post, a_role, a_school, an_event, saved, someone
from tests.integration.champions.cast import (
    a_briefing,
    a_certificate,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from tests.integration.requirements.cast import a_requirement, a_standing
from tests.support.client import recorded_statements
from tests.support.pages import parse, words_of
from training.champions.domain import ChampionKind
from training.champions.models import ChampionCourse
from training.office.models import OfficeList, OfficeRow
from training.requirements.domain import State

TODAY = date(2026, 3, 3)


def url(school) -> str:
    return f"/schools/{school.id}/champions/desk"


@pytest.fixture
def school():
    """With a trained Champion and deputy, so that nothing presses."""
    found, lead = a_school_with_a_lead(name="Acorn Primary School")
    deputy = a_member_of_staff(found, given_name="Del", family_name="Deputy")
    an_appointment(found, deputy, ChampionKind.DEPUTY)
    for one in (lead, deputy):
        a_certificate(one)
    return found


def open_as_champion(client, school):
    client.sign_in(someone(Role.CHAMPION, school=school))
    return client.get(url(school)).text


def lines(page) -> list[list[str]]:
    """Who or what, and by when, of each line."""
    rows = parse(page).select("main tbody tr")
    return [[words_of(cell) for cell in row.select("th, td")[:3]] for row in rows]


def a_need(course=None):
    """A requirement that concerns nobody by itself: the test says how each stands."""
    return a_requirement(course, role_groups=(RoleGroup.HEALTH_VISITING,))


def presses(person, requirement, state, days):
    return a_standing(person, requirement, state=state.value, due_on=TODAY + timedelta(days=days))


class TestOrder:
    def test_late_comes_first_then_the_soonest_and_what_has_no_day_last(self, client):
        school, lead = a_school_with_a_lead()
        a_certificate(lead)
        late, soon = (a_member_of_staff(school, family_name=name) for name in ("Late", "Soon"))
        needed = a_need()
        presses(soon, needed, State.RENEW, 10)
        presses(late, needed, State.OVERDUE, -10)
        a_briefing(school, first_sent_at=clock.now() - timedelta(days=20))
        found = lines(open_as_champion(client, school))
        days = ["21 February 2026 Late", "25 February 2026 Late", "13 March 2026", "No day"]
        assert [one[1] for one in found] == days
        assert "2 things are late" in client.get(url(school)).text

    def test_what_runs_out_after_the_term_is_left_out(self, client, school):
        person, needed = a_member_of_staff(school), a_need()
        presses(person, needed, State.CURRENT, 91)
        assert "Nothing needs doing here" in open_as_champion(client, school)
        presses(a_member_of_staff(school), needed, State.DUE, 92)
        presses(a_member_of_staff(school), needed, State.CURRENT, 90)
        assert [one[1] for one in lines(client.get(url(school)).text)] == ["1 June 2026"]

    def test_whoever_left_the_staff_is_left_out(self, client, school):
        person = saved(a_member_of_staff(saved(a_school())))
        agency = db.session.get_one(Agency, school.agency_id)
        saved(a_post(person, agency, school_id=school.id, ended_on=TODAY - timedelta(days=1)))
        presses(person, a_need(), State.OVERDUE, -10)
        assert "Nothing needs doing here" in open_as_champion(client, school)

    def test_a_certificate_that_runs_out_is_named_unless_it_was_renewed(self, client, school):
        course, person = saved(a_course(title="First aid")), a_member_of_staff(school)
        a_certificate(person, expires_on=TODAY - timedelta(days=1))
        a_certificate(person, course, expires_on=TODAY + timedelta(days=5))
        found = lines(open_as_champion(client, school))
        assert [one[2] for one in found] == ["First aid: the certificate runs out"]
        a_certificate(person, course, cycle=2, expires_on=TODAY + timedelta(days=500))
        assert "Nothing needs doing here" in client.get(url(school)).text


class TestRoster:
    def test_says_that_nobody_leads_and_nobody_deputises(self, client):
        found = lines(open_as_champion(client, saved(a_school())))
        assert [one[0] for one in found] == ["This school has no Champion", "This school has no deputy"]

    def test_says_who_stands_down_and_who_covers_from_here(self, client, school):
        other = saved(a_school(name="Birch Primary School"))
        lead = a_member_of_staff(school, given_name="Cat", family_name="Cover")
        until = TODAY + timedelta(days=7)
        covers = {"starts_on": TODAY, "ends_on": until, "from_school_id": school.id}
        an_appointment(other, lead, ChampionKind.COVER, **covers)
        a_certificate(leaving := a_member_of_staff(school, family_name="Leaving"))
        an_appointment(school, leaving, ChampionKind.DEPUTY, ends_on=TODAY + timedelta(days=3))
        found = lines(open_as_champion(client, school))
        assert found[0][1:] == ["6 March 2026", "Deputy: hands over until then"]
        said = "Cat Cover covers this school until then"
        assert found[1] == ["Birch Primary School", "10 March 2026", said]

    def test_a_champion_who_is_not_trained_can_be_booked_on_what_counts(self, client):
        school, _ = a_school_with_a_lead()
        course = saved(a_course(title="Champion briefing"))
        saved(ChampionCourse(course_id=course.id))
        saved(an_event(course))
        page = open_as_champion(client, school)
        assert "Champion: not trained for it" in page
        assert "1 person needs it: Ann Lead." in words_of(parse(page).select_one("main"))


class TestBooking:
    def test_one_press_begins_the_list_of_those_who_need_it(self, client, school):
        course = saved(a_course(title="First aid"))
        event, needed = saved(an_event(course, capacity=12)), a_need(course)
        people = [a_member_of_staff(school, family_name=name) for name in ("One", "Two")]
        for one in people:
            presses(one, needed, State.OVERDUE, -1)
        assert "12 places left" in open_as_champion(client, school)
        form = parse(client.get(url(school)).text).select_one("main section form")
        sent = {"people": [one["value"] for one in form.select("input[name=people]")]}
        sent["csrf_token"] = form.select_one("input[name=csrf_token]")["value"]
        answer = client.post(form["action"], data=sent)
        made = db.session.query(OfficeList).one()
        assert (made.event_id, answer.location) == (event.id, f"/several/{made.id}")
        assert {row.person_id for row in db.session.query(OfficeRow)} == {one.id for one in people}

    def test_nobody_is_booked_twice(self, client, school):
        course, person = saved(a_course()), a_member_of_staff(school)
        event, needed = saved(an_event(course)), a_need(course)
        presses(person, needed, State.OVERDUE, -1)
        saved(a_booking(event, person))
        page = open_as_champion(client, school)
        assert "overdue. Booked for" in page
        assert "Book what is missing" not in page

    def test_a_course_without_a_date_leads_to_saying_so(self, client, school):
        presses(a_member_of_staff(school), a_need(), State.DUE, 3)
        assert "No date with a place left" in open_as_champion(client, school)

    def test_a_closed_school_books_nobody(self, client, school):
        presses(a_member_of_staff(school), a_need(), State.DUE, 3)
        school.is_open = False
        page = open_as_champion(client, school)
        assert "This school has closed" in page
        assert "Book what is missing" not in page


class TestBriefings:
    def test_wait_until_they_are_passed_on(self, client, school):
        briefing = a_briefing(school)
        page = parse(open_as_champion(client, school))
        confirm = f"/champions/briefings/{briefing.id}/schools/{school.id}/confirm"
        assert page.select_one("main tbody a")["href"] == confirm

    def test_nobody_but_the_champion_is_sent_to_confirm(self, client, school):
        a_briefing(school)
        client.sign_in(a_coordinator())
        page = parse(client.get(url(school)).text)
        assert page.select_one("main tbody a")["href"] == "/champions/briefings"


class TestWays:
    def test_the_home_page_counts_colleagues_and_leads_there(self, client, school):
        presses(a_member_of_staff(school), a_need(), State.OVERDUE, -1)
        presses(a_member_of_staff(saved(a_school())), a_need(), State.OVERDUE, -1)
        client.sign_in(someone(Role.CHAMPION, school=school))
        page = client.get("/").text
        assert "1 colleague has required training to see to" in page
        assert client.get("/champions/desk").location == url(school)

    def test_whoever_has_several_schools_goes_from_one_to_the_other(self, client, school):
        other = saved(a_school(name="Birch Primary School"))
        account = someone(Role.CHAMPION, school=school)
        saved(a_role(db.session.get_one(Person, account.person_id), Role.CHAMPION, school_id=other.id))
        client.sign_in(account)
        assert parse(client.get(url(other)).text).select_one("main a.govuk-link")["href"] == url(school)

    def test_whoever_has_none_sees_the_roster(self, client):
        client.sign_in(a_coordinator())
        assert client.get("/champions/desk").location == "/champions"


class TestWhoMay:
    def test_whoever_answers_for_the_school(self, client, school):
        agency = db.session.get_one(Agency, school.agency_id)
        for account in (a_coordinator(), someone(Role.AGENCY_LEAD, agency=agency)):
            client.sign_in(account)
            assert client.get(url(school)).status_code == 200

    @pytest.mark.parametrize("role", [Role.CHAMPION, Role.AGENCY_LEAD, Role.PRACTITIONER, Role.LINE_MANAGER])
    def test_nobody_of_another_school(self, client, school, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get(url(school)).status_code == 403

    def test_a_school_that_is_not_there(self, client):
        client.sign_in(a_coordinator())
        assert client.get("/schools/999999/champions/desk").status_code == 404


def test_takes_as_many_statements_for_many_as_for_few(client, school):
    needed = a_need(course := saved(a_course()))
    presses(a_member_of_staff(school), needed, State.OVERDUE, -1)
    an_appointment(school, a_member_of_staff(school), ChampionKind.DEPUTY)
    saved(ChampionCourse(course_id=course.id))
    open_as_champion(client, school)
    counts = []
    for _ in range(2):
        with recorded_statements() as statements:
            client.get(url(school))
        counts.append(len(statements))
        for _ in range(210):
            presses(a_member_of_staff(school), needed, State.OVERDUE, -2)
    assert counts[0] == counts[1]
    assert "There are more" in client.get(url(school)).text

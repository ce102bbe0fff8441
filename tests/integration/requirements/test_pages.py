"""Pages of required training: each shows what it should to whom it should, and its forms work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.domain import RoleGroup
from portal.people.models import Agency, Person
from tests.factories import (
    a_course,
    a_person,
    a_post,
    a_school,
    an_agency,
    an_event,
    saved,
    someone,
)
from tests.integration.requirements.cast import a_requirement, a_worker, learned, settled, stands
from tests.support.pages import errors_on
from training.requirements.domain import Basis
from training.requirements.models import Requirement, RequirementEvidence

NEW = "/training/requirements/new"
PEOPLE = "/training/requirements/people"
LEAST = (
    "Enter more months until the fixed day than renewing begins before it, and no more than it is valid for"
)


def shown(client, account, url):
    client.sign_in(account)
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.text


class TestMine:
    def test_says_why_and_the_shortest_way(self, client):
        account, course = someone(), saved(a_course(title="Voice of the child"))
        a_requirement(course, why="The child comes first")
        event = an_event(course)
        page = shown(client, account, "/my-requirements")
        assert "nothing is known yet that meets it" in page
        assert "The child comes first." in page
        assert f"/events/{event.id}" in page

    def test_names_the_refresher_to_whoever_may_take_it(self, client):
        refresher = saved(a_course(title="Short one"))
        course = saved(a_course(refresher_id=refresher.id, valid_for_months=12))
        account = someone()
        a_requirement(course)
        learned(db.session.get_one(Person, account.person_id), course, days_ago=400)
        assert "A refresher is enough until" in (page := shown(client, account, "/my-requirements"))
        assert "Short one" in page

    def test_says_how_many_hours_are_missing(self, client):
        account, course = someone(), saved(a_course(minutes=180))
        a_requirement(
            course, course_ids=frozenset(), basis=Basis.HOURS, hours=6, hours_months=36, valid_months=None
        )
        learned(db.session.get_one(Person, account.person_id), course)
        assert "3 hours more of training" in shown(client, account, "/my-requirements")

    def test_stands_on_the_home_page(self, client):
        account = someone()
        a_requirement()
        assert "1 piece of required training to see to" in shown(client, account, "/")


class TestOthers:
    def test_a_manager_sees_their_people(self, client):
        agency = saved(an_agency())
        manager = someone(Role.LINE_MANAGER, agency=agency)
        person = saved(a_person(given_name="Kim"))
        saved(a_post(person, agency, manager_id=manager.person_id))
        a_requirement()
        assert "Kim" in shown(client, manager, PEOPLE)
        assert "nothing is known yet" in shown(client, manager, f"/people/{person.id}/requirements")

    def test_a_lead_sees_their_agency_and_nobody_else(self, client):
        agency = saved(an_agency())
        lead, here, there = someone(Role.AGENCY_LEAD, agency=agency), a_worker(agency), a_worker()
        a_requirement()
        page = shown(client, lead, PEOPLE)
        assert here.family_name in page
        assert there.family_name not in page
        assert client.get(f"/people/{there.id}/requirements").status_code == 404

    def test_a_champion_sees_their_school(self, client):
        school = saved(a_school())
        champion = someone(Role.CHAMPION, school=school)
        here = a_worker(
            an_agency_of(school),
            school_id=school.id,
        )
        elsewhere = a_worker()
        a_requirement()
        page = shown(client, champion, PEOPLE)
        assert here.family_name in page
        assert elsewhere.family_name not in page

    def test_a_practitioner_has_no_such_list(self, client):
        client.sign_in(someone())
        assert client.get(PEOPLE).status_code == 403

    def test_can_be_narrowed_and_taken_away(self, client):
        coordinator, course, done, late = someone(Role.COORDINATOR), saved(a_course()), a_worker(), a_worker()
        a_requirement(course)
        learned(done, course)
        page = shown(client, coordinator, f"{PEOPLE}?state=late")
        assert late.family_name in page
        assert done.family_name not in page
        taken = client.submit(f"{PEOPLE}?state=late", form="form.portal-downloads", press="CSV")
        assert late.reference in taken.text
        assert done.reference not in taken.text
        assert db.session.scalar(select(Activity.id).where(Activity.verb == "export_requirements"))

    @pytest.mark.parametrize(
        "query", ["agency=x", f"school={'9' * 30}", "requirement=-1", "state=nothing", "page=9"]
    )
    def test_odd_addresses_are_no_trouble(self, client, query):
        assert shown(client, someone(Role.COORDINATOR), f"{PEOPLE}?{query}")


def an_agency_of(school):
    return db.session.get_one(Agency, school.agency_id)


class TestSetting:
    def test_shows_whom_it_concerns_before_it_is_saved(self, client):
        a_worker(), a_worker(role_group=RoleGroup.POLICING)
        client.sign_in(someone(Role.COORDINATOR))
        course = saved(a_course())
        given = filled(course, role_groups=["family_support"], name="Core")
        page = client.submit(NEW, press="See whom it concerns", answers=given).text
        assert "It concerns 2 people today: 2 would be due, 2 of them late" in page
        assert db.session.scalars(select(Requirement)).all() == []

    def test_saves_and_works_it_out(self, client):
        person, course = a_worker(), saved(a_course())
        client.sign_in(someone(Role.COORDINATOR))
        assert client.submit(NEW, press="Save", answers=filled(course)).status_code == 302
        settled()
        needed = db.session.scalars(select(Requirement)).one()
        assert stands(person, needed) == "overdue"
        assert "Overdue" in client.get(f"/training/requirements/{needed.id}").text

    def test_changes(self, client):
        needed = a_requirement()
        client.sign_in(someone(Role.TRAINING_LEAD))
        url = f"/training/requirements/{needed.id}/change"
        assert client.submit(url, press="Save", name="Renamed").status_code == 302
        assert "Renamed" in client.get("/training/requirements").text

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"course_ids": []}, "Select at least one course, or enter hours"),
            ({"basis": "hours"}, "Enter how many hours, and in how many months"),
            ({"basis": "fixed"}, "Enter one of the days on which it runs out for everybody"),
            ({"basis": "old_expiry", "valid_months": ""}, "Enter for how many months it is valid"),
            (
                {"window_months": "12"},
                "Renewing must begin fewer months before than it is valid for, or than the hours count for",
            ),
            (
                {"basis": "hours", "valid_months": "", "hours": "6", "hours_months": "3"},
                "Renewing must begin fewer months before than it is valid for, or than the hours count for",
            ),
            (
                {
                    "basis": "fixed",
                    "base_on-day": "31",
                    "base_on-month": "8",
                    "base_on-year": "2026",
                    "least_months": "3",
                },
                LEAST,
            ),
        ],
    )
    def test_refuses_what_does_not_go_together(self, client, given, error):
        course = saved(a_course())
        client.sign_in(someone(Role.COORDINATOR))
        assert errors_on(client.submit(NEW, press="Save", answers=filled(course) | given).text) == [error]

    def test_is_for_those_who_run_training(self, client):
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert client.get("/training/requirements").status_code == 403


def filled(course, **given):
    day = clock.today() - timedelta(days=100)
    made = {"name": "Common core", "course_ids": [str(course.id)], "takes": "all", "basis": "completion"}
    made |= {"valid_months": "12", "window_months": "3", "grace_days": "42"}
    made |= {"starts_on-day": day.day, "starts_on-month": day.month, "starts_on-year": day.year}
    return made | given


class TestEvidence:
    def sent(self, client, person_id, needed, **given):
        made = {"completed_on-day": 1, "completed_on-month": 6, "completed_on-year": clock.today().year - 1}
        made |= {"reference": "Leeds, 4711", **given}
        return client.submit(f"/people/{person_id}/requirements/{needed.id}/evidence/new", answers=made)

    def test_counts_once_it_is_accepted(self, client):
        account, needed = someone(), a_requirement(valid_months=60)
        client.sign_in(account)
        assert self.sent(client, account.person_id, needed).status_code == 302
        person = db.session.get_one(Person, account.person_id)
        assert stands(person, needed) == "overdue"
        client.change_budget = 16  # one looks for where they wait
        client.sign_in(someone(Role.COORDINATOR))
        assert "Leeds" not in client.get("/training/requirements/evidence").text
        client.submit(waiting_url(), answer="accept")
        assert stands(person, needed) == "current"

    def test_is_refused_with_a_reason_that_the_person_reads(self, client):
        account, needed = someone(), a_requirement()
        client.sign_in(account)
        self.sent(client, account.person_id, needed)
        client.sign_in(someone(Role.COORDINATOR))
        assert errors_on(client.submit(waiting_url(), answer="refuse").text) == ["Say why"]
        client.submit(waiting_url(), answer="refuse", reason="Not about children")
        assert "Not about children" in shown(client, account, "/my-requirements")

    def test_what_was_accepted_by_mistake_is_refused_after_all(self, client):
        account, needed = someone(), a_requirement(valid_months=60)
        client.sign_in(account)
        self.sent(client, account.person_id, needed)
        client.change_budget = 16  # one looks for where they wait
        client.sign_in(someone(Role.COORDINATOR))
        client.submit(url := waiting_url(), answer="accept")
        assert url in client.get(f"/people/{account.person_id}/requirements").text
        assert errors_on(client.submit(url, answer="mistake").text) == ["Say why"]
        client.submit(url, answer="mistake", reason="Another person's")
        assert stands(db.session.get_one(Person, account.person_id), needed) == "overdue"
        entry = db.session.scalars(select(Activity).where(Activity.verb == "refuse_evidence")).one()
        told = [entry.details[one]["state"] for one in ("before", "after")]
        assert told == ["accepted", "refused"]
        assert "Somebody has decided about this already" in client.get(url).text

    def test_nobody_decides_about_their_own(self, client):
        account, needed = someone(Role.COORDINATOR), a_requirement()
        client.sign_in(account)
        self.sent(client, account.person_id, needed)
        assert "Nobody decides about their own evidence" in client.get(waiting_url()).text

    def test_of_strangers_is_not_taken(self, client):
        needed, stranger = a_requirement(), a_worker()
        client.sign_in(someone())
        url = f"/people/{stranger.id}/requirements/{needed.id}/evidence/new"
        assert client.get(url).status_code == 404

    def test_of_the_future_or_twice_is_refused(self, client):
        account, needed = someone(), a_requirement()
        client.sign_in(account)
        self.sent(client, account.person_id, needed)
        twice = self.sent(client, account.person_id, needed)
        assert errors_on(twice.text) == ["This has been sent already and waits to be looked at"]
        ahead = self.sent(client, account.person_id, needed, **{"completed_on-year": clock.today().year + 1})
        assert errors_on(ahead.text) == ["Enter a day that is not in the future"]


def waiting_url() -> str:
    found = db.session.scalars(select(RequirementEvidence.id)).one()
    return f"/training/requirements/evidence/{found}"

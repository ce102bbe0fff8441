from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Conflict, Forbidden
from portal.people.models import Agency, Person, RoleGrant
from tests.factories import a_person, a_post, a_school, actor_of, saved, someone
from tests.factories_partnership import a_part
from tests.integration.champions.cast import (
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from tests.support.pages import errors_on
from training.champions import services
from training.champions.domain import AppointChampion, ChampionKind
from training.champions.models import ChampionAppointment

URL = "/schools/{0.id}/champions/appoint"


@pytest.fixture
def school():
    return saved(a_school())


@pytest.fixture
def teacher(school):
    return a_member_of_staff(school, given_name="Tess", family_name="Teacher")


def appoint(client, school, person, kind=ChampionKind.LEAD, starts_on=date(2026, 3, 3)):
    return client.submit(URL.format(school), kind=kind, person_id=person.id, starts_on=starts_on)


class TestAppoint:
    def test_a_coordinator_appoints_a_lead_who_gets_the_role_for_that_school(self, client, school, teacher):
        client.sign_in(a_coordinator())
        answer = client.follow(appoint(client, school, teacher))
        assert "Tess Teacher" in answer.text
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == teacher.id)).one()
        assert (grant.role, grant.school_id, grant.starts_on) == (Role.CHAMPION, school.id, clock.today())
        verbs = set(db.session.scalars(select(Activity.verb)))
        assert {"appoint_champion", "grant_role"} <= verbs

    def test_nobody_appoints_themself(self, client, school):
        lead = someone(Role.AGENCY_LEAD, agency=db.session.get_one(Agency, school.agency_id), school=school)
        client.sign_in(lead)
        answer = appoint(client, school, db.session.get_one(Person, lead.person_id))
        assert errors_on(answer.text) == [
            "Nobody appoints themself. Ask a colleague who may appoint Champions"
        ]

    def test_two_deputies_and_a_lead_may_serve_together(self, client, school, teacher):
        client.sign_in(a_coordinator())
        others = [a_member_of_staff(school) for _ in range(2)]
        appoint(client, school, teacher)
        for other in others:
            assert appoint(client, school, other, ChampionKind.DEPUTY).status_code == 302

    def test_refuses_a_second_lead_and_names_the_first(self, client):
        school, _ = a_school_with_a_lead()
        client.sign_in(a_coordinator())
        answer = appoint(client, school, a_member_of_staff(school))
        assert errors_on(answer.text) == [
            "Ann Lead is Champion here with no last day. Let them hand over, or stand them down first",
        ]

    @pytest.mark.parametrize(
        ("starts_on", "said"),
        [
            (date(2026, 3, 9), "Two Champions may serve together for at most 42 days"),
            (date(2026, 3, 10), ""),
            (date(2026, 4, 21), ""),
        ],
    )
    def test_a_lead_may_follow_one_whose_last_day_is_known(self, client, starts_on, said):
        school = saved(a_school())
        an_appointment(school, a_member_of_staff(school), ends_on=date(2026, 4, 20))
        client.sign_in(a_coordinator())
        answer = appoint(client, school, a_member_of_staff(school), starts_on=starts_on)
        assert said in "".join(errors_on(answer.text))
        assert answer.status_code == (200 if said else 302)

    def test_two_leads_at_a_time_are_enough(self, client, school, teacher):
        for number in (1, 2):
            an_appointment(school, a_member_of_staff(school), ends_on=date(2026, 3, 20 + number))
        client.sign_in(a_coordinator())
        assert "Two at a time are enough" in errors_on(appoint(client, school, teacher).text)[0]

    def test_refuses_somebody_who_has_a_place_already(self, client):
        school, lead = a_school_with_a_lead()
        client.sign_in(a_coordinator())
        answer = appoint(client, school, lead, ChampionKind.DEPUTY)
        assert errors_on(answer.text) == [
            "This person already has this place, or the other one, at that time"
        ]

    def test_refuses_a_day_before_they_worked_there(self, client, school):
        person = saved(a_person())
        agency = db.session.get_one(Agency, school.agency_id)
        saved(a_post(person, agency, school_id=school.id, started_on=date(2026, 3, 1)))
        client.sign_in(a_coordinator())
        answer = appoint(client, school, person, starts_on=date(2026, 2, 28))
        assert errors_on(answer.text) == ["Select someone who works at this school on that day"]

    @pytest.mark.parametrize("away", [timedelta(days=-366), timedelta(days=366)])
    def test_refuses_a_day_too_far_away(self, client, school, teacher, away):
        client.sign_in(a_coordinator())
        answer = appoint(client, school, teacher, starts_on=clock.today() + away)
        assert errors_on(answer.text) == ["Enter a day that is at most 365 days ago or 365 days ahead"]

    def test_the_partnership_says_how_far(self, client, school, teacher):
        a_part("rules.champions", ahead=1)
        client.sign_in(a_coordinator())
        answer = appoint(client, school, teacher, starts_on=clock.today() + timedelta(days=2))
        assert errors_on(answer.text) == ["Enter a day that is at most 365 days ago or 1 day ahead"]

    def test_refuses_a_school_that_has_closed(self, client, teacher, school):
        school.is_open = False
        db.session.commit()
        client.sign_in(a_coordinator())
        assert "This school has closed" in errors_on(appoint(client, school, teacher).text)[0]

    def test_asks_for_everything_and_keeps_what_was_typed(self, client, school):
        client.sign_in(a_coordinator())
        answer = client.submit(URL.format(school), answers={"starts_on-day": "31", "starts_on-month": "2"})
        assert errors_on(answer.text) == [
            "Select what they are appointed as",
            "Select who it is",
            "Start date must be a real date",
        ]
        assert 'value="31"' in answer.text

    def test_offers_nobody_from_another_school(self, client, school):
        stranger = a_member_of_staff(saved(a_school()), family_name="Elsewhere")
        client.sign_in(a_coordinator())
        assert stranger.family_name not in client.get(URL.format(school)).text


class TestWhoMay:
    def test_the_agency_lead_of_the_school_may(self, client, school, teacher):
        client.sign_in(someone(Role.AGENCY_LEAD, agency=db.session.get_one(Agency, school.agency_id)))
        assert appoint(client, school, teacher).status_code == 302

    @pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.CHAMPION, Role.PRACTITIONER, Role.LINE_MANAGER])
    def test_others_may_not(self, client, school, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get(URL.format(school)).status_code == 403

    def test_the_service_asks_about_the_very_school(self, school, teacher):
        elsewhere = someone(Role.AGENCY_LEAD)
        command = AppointChampion(
            school_id=school.id, person_id=teacher.id, kind=ChampionKind.LEAD, starts_on=clock.today()
        )
        with pytest.raises(Forbidden), unit_of_work():
            services.appoint_champion(actor_of(elsewhere, Role.AGENCY_LEAD), command)

    def test_a_school_that_is_not_there(self, client):
        client.sign_in(a_coordinator())
        assert client.get("/schools/999999/champions/appoint").status_code == 404


def test_the_table_itself_refuses_a_second_open_lead():
    school, _ = a_school_with_a_lead()
    other = a_member_of_staff(school)
    with pytest.raises(Conflict), unit_of_work():
        db.session.add(
            ChampionAppointment(
                school_id=school.id, person_id=other.id, kind=ChampionKind.LEAD, starts_on=date(2026, 1, 1)
            )
        )

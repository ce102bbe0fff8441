from __future__ import annotations

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency
from tests.factories import a_role, a_school, saved, someone
from tests.integration.champions.cast import (
    SINCE,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from training.champions import checks
from training.champions.domain import ChampionKind


class TestHome:
    def test_tells_the_coordinator_how_many_schools_have_nobody(self, client):
        a_school_with_a_lead()
        for _ in range(2):
            saved(a_school())
        client.sign_in(a_coordinator())
        page = client.get("/").text
        assert "2 schools without an Early Help Champion" in page
        assert "/champions?gap=no_lead" in page

    def test_tells_the_champion_that_a_deputy_is_missing(self, client):
        school, _ = a_school_with_a_lead(name="Acorn Primary School")
        client.sign_in(someone(Role.CHAMPION, school=school))
        assert "Acorn Primary School has no deputy" in client.get("/").text
        an_appointment(school, a_member_of_staff(school), ChampionKind.DEPUTY)
        assert "has no deputy" not in client.get("/").text

    def test_tells_the_agency_lead_about_their_own_school_only(self, client):
        own = saved(a_school(name="Acorn Primary School"))
        saved(a_school(name="Birch Primary School"))
        client.sign_in(someone(Role.AGENCY_LEAD, agency=db.session.get_one(Agency, own.agency_id)))
        page = client.get("/").text
        assert "Acorn Primary School has no Champion" in page
        assert "Birch Primary School" not in page

    def test_leaves_everybody_else_alone(self, client):
        saved(a_school(name="Acorn Primary School"))
        client.sign_in(someone(Role.PRACTITIONER))
        assert "has no Champion" not in client.get("/").text


class TestChecks:
    def test_find_an_appointment_without_its_role(self):
        school, lead = a_school_with_a_lead()
        assert list(checks.find_roles_out_of_step()) == [
            f"Person {lead.id} is on the roster of school {school.id} without the role"
        ]
        saved(a_role(lead, Role.CHAMPION, school_id=school.id, starts_on=SINCE))
        assert not list(checks.find_roles_out_of_step())

    def test_find_a_role_without_its_appointment(self):
        school = saved(a_school())
        account = someone(Role.CHAMPION, school=school)
        assert list(checks.find_roles_out_of_step()) == [
            f"Person {account.person_id} holds the role for school {school.id} without an appointment"
        ]

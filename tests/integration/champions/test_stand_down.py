from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Agency, Person, RoleGrant, School
from tests.factories import a_role, a_school, saved, someone
from tests.integration.champions.cast import SINCE, a_coordinator, a_school_with_a_lead
from tests.support.pages import errors_on
from training.champions.models import ChampionAppointment


@pytest.fixture
def lead():
    """The open appointment of a Champion who holds the role that goes with it."""
    school, person = a_school_with_a_lead()
    saved(a_role(person, Role.CHAMPION, school_id=school.id, starts_on=SINCE))
    return db.session.scalars(
        select(ChampionAppointment).where(ChampionAppointment.school_id == school.id)
    ).one()


def stand_down(client, appointment, **answers):
    filled = {"ends_on": date(2026, 3, 3), "reason": "left", **answers}
    return client.submit(f"/champions/{appointment.id}/stand-down", **filled)


class TestStandDown:
    def test_ends_the_appointment_and_the_role_on_the_same_day(self, client, lead):
        client.sign_in(a_coordinator())
        stand_down(client, lead, ends_on=date(2026, 3, 31), note="Moved to Leeds")
        db.session.refresh(lead)
        assert (lead.ends_on, lead.ended_reason) == (
            date(2026, 3, 31),
            "They have left the school: Moved to Leeds",
        )
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == lead.person_id)).one()
        assert grant.ends_on == date(2026, 3, 31)

    def test_is_written_down_with_its_reason(self, client, lead):
        client.sign_in(a_coordinator())
        stand_down(client, lead)
        entry = db.session.scalars(select(Activity).where(Activity.verb == "stand_down_champion")).one()
        assert (entry.reason, entry.subject_id) == ("They have left the school", lead.id)

    def test_leaves_the_role_that_they_hold_for_another_school(self, client, lead):
        person = db.session.get_one(Person, lead.person_id)
        other = saved(a_role(person, Role.CHAMPION, school_id=saved(a_school()).id))
        client.sign_in(a_coordinator())
        stand_down(client, lead)
        db.session.refresh(other)
        assert other.ends_on is None

    @pytest.mark.parametrize(
        ("ends_on", "message"),
        [
            (date(2025, 8, 31), "The last day cannot be before the appointment started"),
            (date(2027, 3, 4), "Enter a day that is at most 365 days ago or 365 days ahead"),
        ],
    )
    def test_refuses_a_last_day_that_cannot_be(self, client, lead, ends_on, message):
        client.sign_in(a_coordinator())
        assert errors_on(stand_down(client, lead, ends_on=ends_on).text) == [message]

    def test_refuses_twice(self, client, lead):
        client.sign_in(a_coordinator())
        stand_down(client, lead)
        assert errors_on(stand_down(client, lead).text) == [
            "This appointment has already been given a last day"
        ]

    def test_asks_why(self, client, lead):
        client.sign_in(a_coordinator())
        answer = client.submit(f"/champions/{lead.id}/stand-down", ends_on=date(2026, 3, 3))
        assert errors_on(answer.text) == ["Select why they are standing down"]


class TestWhoMay:
    def test_the_agency_lead_of_the_school_may(self, client, lead):
        school = db.session.get_one(School, lead.school_id)
        client.sign_in(someone(Role.AGENCY_LEAD, agency=db.session.get_one(Agency, school.agency_id)))
        assert stand_down(client, lead).status_code == 302

    @pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.CHAMPION, Role.PRACTITIONER])
    def test_others_may_not(self, client, lead, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get(f"/champions/{lead.id}/stand-down").status_code == 403

    def test_an_appointment_that_is_not_there(self, client):
        client.sign_in(a_coordinator())
        assert client.get("/champions/999999/stand-down").status_code == 404

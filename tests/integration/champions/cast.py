"""Who plays in the tests of the roster."""

from __future__ import annotations

from datetime import date

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency
from tests.factories import a_person, a_post, a_school, an_agency, saved, someone
from training.champions.domain import ChampionKind
from training.champions.models import ChampionAppointment

SINCE = date(2025, 9, 1)


def a_member_of_staff(school, **given):
    """A saved person with a post at the school."""
    person = saved(a_person(**given))
    saved(a_post(person, db.session.get_one(Agency, school.agency_id), school_id=school.id))
    return person


def an_appointment(school, person, kind=ChampionKind.LEAD, **given) -> ChampionAppointment:
    return saved(
        ChampionAppointment(
            **{"school_id": school.id, "person_id": person.id, "kind": kind, "starts_on": SINCE, **given}
        )
    )


def a_school_with_a_lead(**given):
    """A saved school and its Champion."""
    school = saved(a_school(**given))
    lead = a_member_of_staff(school, given_name="Ann", family_name="Lead")
    an_appointment(school, lead)
    return school, lead


def a_coordinator():
    return someone(Role.COORDINATOR, agency=saved(an_agency()))

"""Who plays in the tests of inspection packs: a school with somebody current, lapsed, and new."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency, School
from tests.factories import a_course, a_school, saved, someone
from tests.integration.champions.cast import a_member_of_staff, an_appointment
from tests.integration.requirements.cast import a_requirement, learned, settled
from training.catalogue.models import Course


@dataclass
class SchoolStaff:
    school: School
    course: Course
    current: object
    lapsed: object
    missing: object
    certificates: dict[str, object]


def staff_of_a_school() -> SchoolStaff:
    """A course is required of all; one holds it, one held it two years ago, one never did."""
    school, course = saved(a_school(name="Hob Moor Primary")), saved(a_course(valid_for_months=12))
    current, lapsed, missing = (
        a_member_of_staff(school, given_name=given, family_name=family)
        for given, family in (("Tina", "Trained"), ("Len", "Lapsed"), ("Gus", "Gap"))
    )
    made = {"current": learned(current, course), "lapsed": learned(lapsed, course, days_ago=700)}
    a_requirement(course, name="Early help for all staff", grace_days=0)
    an_appointment(school, current)
    settled()
    return SchoolStaff(school, course, current, lapsed, missing, made)


def agency_of(school) -> Agency:
    return db.session.get_one(Agency, school.agency_id)


def the_champion(school):
    return someone(Role.CHAMPION, agency=agency_of(school), school=school, family_name="Asker")


def of_school(school, ending: str = "") -> str:
    return f"/schools/{school.id}/inspection-pack{ending}"


def of_agency(agency, ending: str = "") -> str:
    return f"/agencies/{agency.id}/inspection-pack{ending}"

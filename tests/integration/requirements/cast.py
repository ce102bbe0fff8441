"""Who plays in the tests of requirements, and what is required of them."""

from __future__ import annotations

from datetime import date

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.bulk import add_rows
from portal.kernel.db import db, unit_of_work
from portal.kernel.work import drain
from portal.people.domain import RoleGroup
from tests.factories import a_course, a_person, a_post, an_agency, saved
from tests.integration.certificates.cast import a_confirmed_event, a_result, issued
from training.requirements import jobs
from training.requirements.domain import Basis
from training.requirements.domain.commands import SaveRequirement
from training.requirements.models import Requirement, RequirementStanding
from training.requirements.queries import records
from training.requirements.services import setting

COORDINATOR = Actor(person_id=0, name="Test", scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def asked_for(course, **given) -> SaveRequirement:
    """What asks this course of everybody in family support: for a year, renewed in its last three months."""
    made = {"name": f"Needs {course.title}", "role_groups": (RoleGroup.FAMILY_SUPPORT,)}
    made |= {"basis": Basis.COMPLETION, "valid_months": 12, "window_months": 3, "reactivate_months": 6}
    made |= {"grace_days": 42, "starts_on": date(2020, 1, 1), "course_ids": frozenset({course.id})}
    return SaveRequirement(**{**made, **given})


def a_requirement(course=None, **given) -> Requirement:
    """A saved requirement, and everybody concerned has been looked at."""
    command = asked_for(course or saved(a_course()), **given)
    with unit_of_work():
        requirement_id = setting.save_requirement(COORDINATOR, command).id
    settled()
    return records.get_requirement(requirement_id)


def settled() -> None:
    """The worker has done what it was given."""
    drain({setting.RECALCULATE: jobs.recalculate, "requirements.look_again": jobs.look_again})


def a_worker(agency=None, **given):
    """A saved person in family support."""
    person = saved(a_person())
    saved(a_post(person, agency or saved(an_agency()), **given))
    return person


def learned(person, course, *, days_ago: int = 7):
    """The person has a certificate of this course."""
    event = a_confirmed_event(days_ago=days_ago, course=course)
    a_result(event, person)
    return issued(event)[0]


def stands(person, requirement) -> str | None:
    """How it is written down that they stand."""
    db.session.expire_all()
    found = records.find_standing(person.id, requirement.id)
    return found and found.state.value


def a_standing(person, requirement, **given) -> RequirementStanding:
    made = {"person_id": person.id, "requirement_id": requirement.id, "state": "due", "due_on": None}
    made |= {"changes_on": None, "completed_on": None, "until": None, "state_since": clock.today(), **given}
    add_rows(RequirementStanding, [made])
    db.session.commit()
    return records.find_standing(person.id, requirement.id)

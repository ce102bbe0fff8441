"""What `flask portal check` says of roles: silent on a sound portal, speaking once it is not."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from portal.roles import checks
from tests.factories import a_role, a_school, an_agency, saved, someone
from tests.integration.roles.cast import a_colleague, the_person


@pytest.fixture(autouse=True)
def an_administrator():
    return someone(Role.ADMINISTRATOR)


def test_a_sound_portal_has_no_breach():
    saved(a_role(a_colleague(), Role.CHAMPION, school_id=saved(a_school()).id))
    for find in (
        checks.find_administrators_with_case_content,
        checks.find_no_administrator,
        checks.find_own_gifts,
        checks.find_twice_held,
        checks.find_wrong_scopes,
    ):
        assert list(find()) == []


def test_an_administrator_who_sees_cases_is_named(an_administrator):
    person_id = an_administrator.person_id
    saved(a_role(a_colleague(), Role.AUDITOR))
    saved(a_role(the_person(an_administrator), Role.COORDINATOR))
    (breach,) = checks.find_administrators_with_case_content()
    assert breach == f"Person {person_id} is an administrator and holds a role that shows audits or feedback"


def test_no_administrator_who_can_sign_in(an_administrator):
    an_administrator.is_active = False
    saved(an_administrator)
    assert len(list(checks.find_no_administrator())) == 1


def test_a_gift_to_oneself():
    person = a_colleague()
    grant = saved(a_role(person, Role.TRAINER, granted_by_id=person.id))
    assert [str(grant.id) in breach for breach in checks.find_own_gifts()] == [True]


def test_the_same_role_twice_at_one_time():
    person = a_colleague()
    saved(a_role(person, Role.TRAINER))
    saved(a_role(person, Role.TRAINER, ends_on=date(2026, 5, 1)))
    assert len(list(checks.find_twice_held())) == 1


@pytest.mark.parametrize(
    ("role", "held_for"), [(Role.AGENCY_LEAD, ""), (Role.TRAINER, "agency_id"), (Role.CHAMPION, "")]
)
def test_a_role_for_the_wrong_kind_of_thing(role, held_for):
    given = {held_for: saved(an_agency()).id} if held_for else {}
    saved(a_role(a_colleague(), role, **given))
    assert len(list(checks.find_wrong_scopes())) == 1

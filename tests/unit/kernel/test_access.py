from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.kernel.access import GRANTS, SYSTEM, Actor, Permission, Role, RoleScope, can, require
from portal.kernel.errors import Forbidden

MINE, OTHER = 7, 8


def an_actor(role: Role, **scope: int) -> Actor:
    return Actor(person_id=1, scopes=frozenset({RoleScope(role, **scope)}))


def test_every_permission_is_granted_to_someone() -> None:
    assert set(GRANTS) == set(Permission)
    assert all(GRANTS.values())


@pytest.mark.parametrize("permission", Permission)
def test_the_portal_itself_and_strangers_hold_no_role(permission: Permission) -> None:
    somebody_else = SimpleNamespace(person_id=99, agency_id=MINE, school_id=MINE, manager_id=98)
    assert not can(SYSTEM, permission, somebody_else)


@pytest.mark.parametrize(
    ("actor", "permission", "subject"),
    [
        (an_actor(Role.AGENCY_LEAD, agency_id=MINE), Permission.BOOKING_MAKE, "agency_id"),
        (an_actor(Role.CHAMPION, school_id=MINE), Permission.CERTIFICATE_READ, "school_id"),
    ],
)
def test_a_scope_ends_at_its_border(actor: Actor, permission: Permission, subject: str) -> None:
    def someone_at(place: int) -> SimpleNamespace:
        return SimpleNamespace(person_id=50, manager_id=None, **{subject: place})

    assert can(actor, permission, someone_at(MINE))
    assert not can(actor, permission, someone_at(OTHER))


def test_a_manager_sees_only_their_own_people() -> None:
    manager = an_actor(Role.LINE_MANAGER)
    assert can(manager, Permission.FEEDBACK_READ, SimpleNamespace(person_id=5, manager_id=1))
    assert not can(manager, Permission.FEEDBACK_READ, SimpleNamespace(person_id=5, manager_id=2))


def test_nobody_marks_for_another_auditor() -> None:
    auditor = an_actor(Role.AUDITOR)
    assert can(auditor, Permission.AUDIT_MARK, SimpleNamespace(person_id=1))
    assert not can(auditor, Permission.AUDIT_MARK, SimpleNamespace(person_id=2))


def test_an_administrator_has_no_sight_of_case_content() -> None:
    administrator = an_actor(Role.ADMINISTRATOR)
    case = SimpleNamespace(person_id=5, manager_id=2, agency_id=3, school_id=4)
    for permission in (Permission.AUDIT_MARK, Permission.FEEDBACK_READ, Permission.REGISTER_MANAGE):
        assert not can(administrator, permission, case)


def test_require_raises_for_what_is_not_granted() -> None:
    with pytest.raises(Forbidden):
        require(an_actor(Role.BOARD_READER), Permission.CYCLE_MANAGE)

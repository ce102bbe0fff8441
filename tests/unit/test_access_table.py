"""The access table is complete."""

from __future__ import annotations

import pytest

from portal.kernel.access import GRANTS, Actor, Permission, Role, RoleScope, can


def test_every_permission_has_its_line():
    assert set(GRANTS) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_granted_to_someone(permission):
    everyone = [
        Actor(person_id=1, scopes=frozenset({RoleScope(role, agency_id=1, school_id=1)})) for role in Role
    ]
    assert any(can(actor, permission) for actor in everyone)


@pytest.mark.parametrize("words", [Permission, Role])
def test_the_tables_are_in_alphabetical_order(words):
    assert [one.name for one in words] == sorted(one.name for one in words)

"""What must be true of roles; `flask portal check` prints each breach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portal.kernel.access import Role
from portal.kernel.granting import SCOPES, Scope, may_be_in_one_hand
from portal.roles import queries


def find_wrong_scopes() -> Iterator[str]:
    """A role is held for what its kind is held for."""
    for grant_id, role, agency_id, school_id, board in queries.list_open_scopes():
        wanted = {
            Scope.AGENCY: agency_id is not None and school_id is None,
            Scope.SCHOOL: school_id is not None and agency_id is None,
        }.get(SCOPES[role], agency_id is None and school_id is None)
        if not wanted or (board and SCOPES[role] is not Scope.BOARD):
            yield f"Grant {grant_id} of {role.value} is not for {SCOPES[role].label.lower()}"


def find_twice_held() -> Iterator[str]:
    """Nobody holds the same role twice at the same time for the same thing."""
    for first, second in queries.list_overlapping():
        yield f"Grants {first} and {second} give the same role for the same thing at the same time"


def find_administrators_with_case_content() -> Iterator[str]:
    """Nobody administers the portal and sees audits or feedback, whoever gave them the roles."""
    held: dict[int, set[Role]] = defaultdict(set)
    for person_id, role in queries.list_roles_of_administrators():
        held[person_id].add(role)
    for person_id, roles in sorted(held.items()):
        if not may_be_in_one_hand(frozenset(roles)):
            yield f"Person {person_id} is an administrator and holds a role that shows audits or feedback"


def find_no_administrator() -> Iterator[str]:
    """Somebody can always put things right."""
    if not queries.count_administrators():
        yield "Nobody with an active account is an administrator without a last day"


def find_own_gifts() -> Iterator[str]:
    """Nobody gave or confirmed a role of their own."""
    for grant_id in queries.list_own_gifts():
        yield f"Grant {grant_id} was given or reviewed by the person who holds it"

"""Who may give which role, cell by cell: the table as people read it, and the code beside it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.kernel.access import Actor, Role, RoleScope, can
from portal.kernel.granting import (
    CASE_CONTENT,
    CASE_ROLES,
    MAY_GRANT,
    SCOPES,
    Holder,
    may_be_in_one_hand,
    may_grant,
    may_review,
)

MINE, OTHER = 7, 8
COLLEAGUE = Holder(2, frozenset({MINE}))
# A row for each role that somebody holds; a column for each that they may give to a colleague.
TABLE = """
                    adm age aud boa cha coo lin mod pra saf tra tra_l
administrator       yes yes yes yes  .  yes yes yes  .  yes yes yes
agency_lead          .   .   .   .   .   .  yes  .   .   .   .   .
auditor              .   .   .   .   .   .   .   .   .   .   .   .
board_reader         .   .   .   .   .   .   .   .   .   .   .   .
champion             .   .   .   .   .   .   .   .   .   .   .   .
coordinator          .  yes yes yes  .   .  yes yes  .   .  yes  .
line_manager         .   .   .   .   .   .   .   .   .   .   .   .
moderator            .   .   .   .   .   .   .   .   .   .   .   .
practitioner         .   .   .   .   .   .   .   .   .   .   .   .
safeguarding_lead    .   .   .   .   .   .   .   .   .   .   .   .
trainer              .   .   .   .   .   .   .   .   .   .   .   .
training_lead        .   .   .   .   .   .   .   .   .   .  yes  .
""".strip().splitlines()[1:]
CELLS = [
    (Role(line.split()[0]), given, answer == "yes")
    for line in TABLE
    for given, answer in zip(Role, line.split()[1:], strict=True)
]


def an_actor(*roles: Role) -> Actor:
    return Actor(person_id=1, scopes=frozenset(RoleScope(role, agency_id=MINE) for role in roles))


@pytest.mark.parametrize(("held", "given", "allowed"), CELLS, ids=str)
def test_each_cell_of_the_table(held: Role, given: Role, *, allowed: bool) -> None:
    assert may_grant(an_actor(held), given, COLLEAGUE) is allowed


@pytest.mark.parametrize("role", Role)
def test_nobody_grants_or_reviews_their_own(role: Role) -> None:
    everything = an_actor(*Role)
    assert not may_grant(everything, role, Holder(1, frozenset({MINE})))
    assert not may_review(everything, role, Holder(1, frozenset({MINE})))


def test_an_agency_lead_grants_in_their_own_agency_only() -> None:
    lead = an_actor(Role.AGENCY_LEAD)
    assert not may_grant(lead, Role.LINE_MANAGER, Holder(2, frozenset({OTHER})))
    assert not may_grant(lead, Role.LINE_MANAGER, Holder(2, frozenset()))


def test_the_whole_partnership_is_no_agency_to_lead() -> None:
    lead = Actor(person_id=1, scopes=frozenset({RoleScope(Role.AGENCY_LEAD)}))
    assert not may_grant(lead, Role.LINE_MANAGER, COLLEAGUE)


def test_champions_are_reviewed_by_those_who_run_training_and_given_by_nobody() -> None:
    reviewing = {role for role in Role if may_review(an_actor(role), Role.CHAMPION, COLLEAGUE)}
    assert reviewing == {Role.COORDINATOR, Role.TRAINING_LEAD}


def test_every_role_that_is_given_is_also_reviewed() -> None:
    for role in set(Role) - {Role.PRACTITIONER}:
        assert any(may_review(an_actor(held), role, COLLEAGUE) for held in Role), role


def test_every_role_has_a_scope() -> None:
    assert set(SCOPES) == set(Role)
    assert set(MAY_GRANT) <= set(Role)


def test_the_roles_that_show_case_content_are_those_that_the_access_table_says() -> None:
    case = SimpleNamespace(person_id=1, manager_id=1, agency_id=MINE, school_id=MINE)
    feedback_to_oneself = {Role.PRACTITIONER}
    theirs = SimpleNamespace(person_id=5, manager_id=1, agency_id=MINE, school_id=MINE)
    showing = {
        role
        for role in Role
        for permission in CASE_CONTENT
        for subject in (case, theirs)
        if can(an_actor(role), permission, subject)
        and not (subject is case and can(an_actor(*feedback_to_oneself), permission, subject))
    }
    # A moderator sees the marks that differ, through the pages of the room itself.
    assert showing | {Role.MODERATOR} == CASE_ROLES


def test_who_administers_holds_no_role_that_shows_case_content() -> None:
    apart = {role for role in Role if not may_be_in_one_hand(frozenset({Role.ADMINISTRATOR, role}))}
    assert apart == CASE_ROLES
    assert may_be_in_one_hand(frozenset(set(Role) - {Role.ADMINISTRATOR}))

"""Who may give which role to whom, on one page; the second half of the policy in `portal.kernel.access`.

Whoever may give a role may also change it, end it and review it, always for somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.access import Actor, Permission, Role


class Scope(StrEnum):
    """What a role is held for."""

    AGENCY = "agency"
    # One of the boards that the partnership names, when it names any.
    BOARD = "board"
    PARTNERSHIP = "partnership"
    SCHOOL = "school"
    # The posts, events or audits that name the person: the role alone shows nothing.
    OWN_WORK = "own_work"

    @property
    def label(self) -> str:
        return {
            Scope.AGENCY: "One agency",
            Scope.BOARD: "One board",
            Scope.PARTNERSHIP: "The whole partnership",
            Scope.SCHOOL: "One school",
            Scope.OWN_WORK: "Their own team, events or audits",
        }[self]


SCOPES: Mapping[Role, Scope] = {
    Role.ADMINISTRATOR: Scope.PARTNERSHIP,
    Role.AGENCY_LEAD: Scope.AGENCY,
    Role.AUDITOR: Scope.OWN_WORK,
    Role.BOARD_READER: Scope.BOARD,
    Role.CHAMPION: Scope.SCHOOL,
    Role.COORDINATOR: Scope.PARTNERSHIP,
    Role.LINE_MANAGER: Scope.OWN_WORK,
    Role.MODERATOR: Scope.PARTNERSHIP,
    Role.PRACTITIONER: Scope.OWN_WORK,
    Role.SAFEGUARDING_LEAD: Scope.PARTNERSHIP,
    Role.TRAINER: Scope.OWN_WORK,
    Role.TRAINING_LEAD: Scope.PARTNERSHIP,
}

# Everybody is a practitioner, and Champions come from the roster alone: nobody gives these two here.
# An agency lead gives roles to people with a post in their own agency only.
MAY_GRANT: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role) - {Role.CHAMPION, Role.PRACTITIONER},
    Role.AGENCY_LEAD: frozenset({Role.LINE_MANAGER}),
    Role.COORDINATOR: frozenset(
        {
            Role.AGENCY_LEAD,
            Role.AUDITOR,
            Role.BOARD_READER,
            Role.LINE_MANAGER,
            Role.MODERATOR,
            Role.TRAINER,
        }
    ),
    Role.TRAINING_LEAD: frozenset({Role.TRAINER}),
}

# The roster says who is Champion; that it still should be so is confirmed with every other role.
MAY_REVIEW: Mapping[Role, frozenset[Role]] = {
    **MAY_GRANT,
    Role.COORDINATOR: MAY_GRANT[Role.COORDINATOR] | {Role.CHAMPION},
    Role.TRAINING_LEAD: MAY_GRANT[Role.TRAINING_LEAD] | {Role.CHAMPION},
}

# What shows, or leads to, an assessment, its marks or a named practitioner's result.
CASE_CONTENT = frozenset(
    {
        Permission.ALERT_HANDLE,
        Permission.AUDIT_MARK,
        Permission.CYCLE_MANAGE,
        Permission.FEEDBACK_READ,
        Permission.FEEDBACK_RELEASE,
        Permission.REGISTER_MANAGE,
    }
)
# The roles that show it; nobody who administers the portal holds one of these at the same time.
CASE_ROLES = frozenset(
    {Role.AUDITOR, Role.COORDINATOR, Role.LINE_MANAGER, Role.MODERATOR, Role.SAFEGUARDING_LEAD}
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds, or is to hold, a role, and the agencies that they have a post with today."""

    person_id: int
    agency_ids: frozenset[int]


def may_grant(actor: Actor, role: Role, holder: Holder) -> bool:
    """Whether the actor may give, change or end this role of this person. Never their own."""
    return _may(MAY_GRANT, actor, role, holder)


def may_review(actor: Actor, role: Role, holder: Holder) -> bool:
    """Whether the actor may confirm that this person still needs this role. Never their own."""
    return _may(MAY_REVIEW, actor, role, holder)


def _may(table: Mapping[Role, frozenset[Role]], actor: Actor, role: Role, holder: Holder) -> bool:
    if actor.person_id == holder.person_id:
        return False
    return any(
        role in table.get(scope.role, ())
        and (scope.role is not Role.AGENCY_LEAD or scope.agency_id in holder.agency_ids)
        for scope in actor.scopes
    )


def may_be_in_one_hand(held: frozenset[Role]) -> bool:
    """Whether these roles may be in one hand: who administers the portal sees no case content."""
    return Role.ADMINISTRATOR not in held or not held & CASE_ROLES

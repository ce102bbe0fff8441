"""The words and rules of closing ways in, and opening them again. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.access import Actor, Role
from portal.kernel.errors import RuleBroken
from portal.kernel.granting import Holder, may_grant
from portal.kernel.rules import Unit, adjustable, amount

LEFT = "Their last post has ended"


@adjustable("leavers", "Accounts of leavers")
@dataclass(frozen=True, slots=True)
class LeaverRules:
    closed_after: timedelta = amount(
        30,
        Unit.DAYS,
        within=(0, 365),
        label="Closed after",
        says="So long after somebody’s last post has ended their account is closed",
    )


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Command: end somebody's way in, for a reason that they may read."""

    person_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenAccount:
    """Command: let somebody in again, for a reason."""

    person_id: int
    reason: str


# These close anybody's account.
CLOSES_ALL = (Role.ADMINISTRATOR, Role.COORDINATOR)
# Everybody is the first, and the roster gives the second: neither keeps a lead from closing an account.
GIVEN_BY_NOBODY = frozenset({Role.PRACTITIONER, Role.CHAMPION})


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is: their roles of today, and the agencies they work for, or worked for last."""

    person_id: int
    agency_ids: frozenset[int]
    roles: frozenset[Role]


def may_end_roles(actor: Actor, owner: Owner) -> bool:
    """Whether the actor could end each of their roles: closing an account takes all of them away."""
    holder = Holder(owner.person_id, owner.agency_ids)
    return actor.holds(*CLOSES_ALL) or all(
        may_grant(actor, role, holder) for role in owner.roles - GIVEN_BY_NOBODY
    )


class RoleNotYours(RuleBroken):
    message = "They hold a role that you may not end. Ask a co-ordinator to close their account"


class OwnAccount(RuleBroken):
    message = "Nobody closes their own account: ask another administrator or co-ordinator"


class LastAdministrator(RuleBroken):
    message = "This is the last administrator with an open account. Let another one in first"


class ClosedAlready(RuleBroken):
    message = "This account is closed already"


class OpenAlready(RuleBroken):
    message = "This account is open already"

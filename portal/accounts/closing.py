"""The words and rules of closing ways in, and opening them again. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.errors import RuleBroken
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


class OwnAccount(RuleBroken):
    message = "Nobody closes their own account: ask another administrator or co-ordinator"


class LastAdministrator(RuleBroken):
    message = "This is the last administrator with an open account. Let another one in first"


class ClosedAlready(RuleBroken):
    message = "This account is closed already"


class OpenAlready(RuleBroken):
    message = "This account is open already"

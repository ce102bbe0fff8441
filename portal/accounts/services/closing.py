"""Closing ways in, and opening them again. Callers commit."""

from __future__ import annotations

from portal.accounts.closing import (
    LEFT,
    CloseAccount,
    ClosedAlready,
    LastAdministrator,
    LeaverRules,
    OpenAlready,
    OwnAccount,
    ReopenAccount,
    RoleNotYours,
    may_end_roles,
)
from portal.accounts.domain import SessionEnd
from portal.accounts.models import Account
from portal.accounts.queries import leavers
from portal.accounts.services.sessions import end_all
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, require

# As the log says it.
STATES = {True: "open", False: "closed"}


def close(actor: Actor, command: CloseAccount) -> Account:
    """Close the account; its sessions end at once and no way in leads to it."""
    account = leavers.get_account(command.person_id)
    owner = leavers.get_owner(command.person_id)
    require(actor, Permission.ACCOUNT_CLOSE, owner)
    if command.person_id == actor.person_id:
        raise OwnAccount
    if not may_end_roles(actor, owner):
        raise RoleNotYours
    if not account.is_active:
        raise ClosedAlready
    if leavers.is_last_administrator(command.person_id):
        raise LastAdministrator
    _close(actor, account, command.reason)
    return account


def reopen(actor: Actor, command: ReopenAccount) -> Account:
    """Open it again. The password is as it was; for a leaver the days are counted anew."""
    account = leavers.get_account(command.person_id)
    require(actor, Permission.ACCOUNT_REOPEN)
    if account.is_active:
        raise OpenAlready
    account.is_active, account.closed_at, account.closed_reason = True, None, ""
    account.reopened_at = clock.now()
    _log(actor, "reopen_account", account, command.reason, is_open=True)
    return account


def close_leavers(rules: LeaverRules) -> int:
    """Close the accounts of those whose last post ended long enough ago; says how many. Safe to run twice.

    Somebody who never had a post, such as a board reader, stays; so does a leaver who was given a role since.
    """
    found = leavers.list_leavers(rules.closed_after)
    for account in found:
        if not leavers.is_last_administrator(account.person_id):
            _close(SYSTEM, account, LEFT)
    return len(found)


def _close(actor: Actor, account: Account, reason: str) -> None:
    account.is_active, account.closed_at, account.closed_reason = False, clock.now(), reason
    end_all(account, SessionEnd.ACCOUNT_CLOSED)
    _log(actor, "close_account", account, reason, is_open=False)


def _log(actor: Actor, verb: str, account: Account, reason: str, *, is_open: bool) -> None:
    activity.record(
        actor,
        verb,
        account,
        reason=reason,
        before={"state": STATES[not is_open]},
        after={"state": STATES[is_open]},
    )

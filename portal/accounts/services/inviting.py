"""Inviting people of the register, and their answer. Callers commit, except of `accept`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from portal.accounts import letters, passwords
from portal.accounts.invitations import (
    AcceptInvitation,
    HasAccount,
    InvitationClosed,
    InvitationRules,
    InvitationUseless,
    Invite,
    Invited,
    NobodyToInvite,
    TooManyToInvite,
)
from portal.accounts.models import Account, Invitation
from portal.accounts.passwords import new_secret, secret_hash
from portal.accounts.queries import invitations as queries
from portal.accounts.queries.accounts import find_account_of
from portal.accounts.services.passwords import Screening
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.db import db, unit_of_work

# However often somebody asks for themself.
ONCE_A_DAY = timedelta(days=1)
# As the log says it: the row has a time for each end, and none while it waits.
WAITING = "waiting"


def invite(actor: Actor, command: Invite, rules: InvitationRules) -> int:
    """Send an invitation to each of these whom the actor may let in; says to how many.

    Whoever has an account or an invitation by now is passed over: two people may invite at once.
    """
    require(actor, Permission.ACCOUNT_INVITE)
    if len(command.person_ids) > rules.most_at_once:
        raise TooManyToInvite(rules.most_at_once)
    people = queries.list_invitable(actor, command.person_ids)
    if not people:
        raise NobodyToInvite
    return _invite(actor, people, rules)


def invite_anew(actor: Actor, person_id: int, rules: InvitationRules) -> None:
    """Invite somebody whose address may be another one now; what was sent before is worth nothing."""
    if (waiting := queries.find_waiting(person_id)) is not None:
        _withdraw(actor, waiting)
    invite(actor, Invite(frozenset({person_id})), rules)


def invite_who_asked(person_id: int, email: str, rules: InvitationRules) -> None:
    """Somebody of the register asks to be let in: they get an invitation, once a day at most."""
    waiting = queries.find_waiting(person_id)
    if waiting is not None and waiting.email == email:
        if clock.now() - waiting.sent_at >= ONCE_A_DAY:
            _send_again(SYSTEM, waiting, rules)
        return
    if waiting is not None:
        _withdraw(SYSTEM, waiting)
    if people := queries.list_invitable_anyhow(person_id):
        _invite(SYSTEM, people, rules)


def _invite(actor: Actor, people: Sequence[Any], rules: InvitationRules) -> int:
    secrets = [new_secret() for _ in people]
    rows = [_row(actor, one, secret, rules) for one, secret in zip(people, secrets, strict=True)]
    ids = add_rows_for_ids(Invitation, rows)
    told = zip(ids, people, rows, secrets, strict=True)
    letters.invite(
        [Invited(number, row["email"], 1, one.given_name, secret) for number, one, row, secret in told], rules
    )
    whose = {number: one.id for number, one in zip(ids, people, strict=True)}
    activity.record_all(
        actor, "invite", Invitation, ids, whose=whose, before={}, after={"state": WAITING, "times_sent": 1}
    )
    return len(ids)


def _row(actor: Actor, person: Any, secret: str, rules: InvitationRules) -> dict[str, Any]:  # noqa: ANN401  # a row
    return {
        "person_id": person.id,
        "email": person.email.strip().casefold(),
        "secret_hash": secret_hash(secret),
        "invited_by_id": actor.person_id or None,
        "sent_at": clock.now(),
        "expires_at": clock.now() + rules.good_for,
    }


def send_again(actor: Actor, invitation_id: int, rules: InvitationRules) -> Invitation:
    """Send it once more, with a new link and new time; the old link is worth nothing from now on."""
    require(actor, Permission.ACCOUNT_INVITE)
    found = _get_waiting(actor, invitation_id)
    if find_account_of(found.person_id) is not None:
        raise HasAccount
    return _send_again(actor, found, rules)


def _send_again(actor: Actor, found: Invitation, rules: InvitationRules) -> Invitation:
    secret = new_secret()
    found.secret_hash, found.times_sent = secret_hash(secret), found.times_sent + 1
    found.sent_at, found.expires_at = clock.now(), clock.now() + rules.good_for
    given, _ = queries.get_names(found.person_id)
    letters.invite([Invited(found.id, found.email, found.times_sent, given, secret)], rules)
    before, after = {"times_sent": found.times_sent - 1}, {"times_sent": found.times_sent}
    activity.record(actor, "send_invitation_again", found, before=before, after=after)
    return found


def withdraw(actor: Actor, invitation_id: int) -> None:
    """Its link is worth nothing from now on."""
    require(actor, Permission.ACCOUNT_INVITE)
    _withdraw(actor, _get_waiting(actor, invitation_id))


def _withdraw(actor: Actor, found: Invitation) -> None:
    found.withdrawn_at = clock.now()
    _log_end(actor, "withdraw_invitation", found, "withdrawn")


def _log_end(actor: Actor, verb: str, found: Invitation, state: str) -> None:
    activity.record(actor, verb, found, before={"state": WAITING}, after={"state": state})


def _get_waiting(actor: Actor, invitation_id: int) -> Invitation:
    found = queries.get_invitation(actor, invitation_id)
    if found.accepted_at is not None or found.withdrawn_at is not None:
        raise InvitationClosed
    return found


def accept(command: AcceptInvitation, screening: Screening) -> Account:
    """Open the account that an invitation offers. Raises `InvitationUseless` or `HasAccount`.

    Commits by itself: the invitation is looked at before the slow hash and again, locked, behind it.
    """
    found = queries.find_invitation(command.secret)
    if found is None:
        raise InvitationUseless
    given, family = queries.get_names(found.person_id)
    screening.check(command.password, given, family, found.email)
    db.session.rollback()
    password_hash = passwords.hashed(command.password)
    with unit_of_work():
        locked = queries.find_invitation(command.secret, lock=True)
        if locked is None:
            raise InvitationUseless
        if queries.is_taken(locked.email, locked.person_id):
            raise HasAccount
        account = Account(
            person_id=locked.person_id, email=locked.email, password_hash=password_hash, session_version=1
        )
        locked.accepted_at = clock.now()
        db.session.add(account)
        owner = Actor(person_id=locked.person_id, name=f"{given} {family}")
        _log_end(owner, "accept_invitation", locked, "accepted")
    return account

"""What a stranger does: ask, and confirm their address. Nothing here says who has an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from portal.accounts import throttle
from portal.accounts.invitations import InvitationRules
from portal.accounts.passwords import new_secret, secret_hash
from portal.accounts.queries.accounts import find_account_by_email, find_account_of
from portal.accounts.services import inviting
from portal.accounts.throttle import Attempt
from portal.kernel import activity, clock, work
from portal.kernel.access import SYSTEM
from portal.kernel.db import db, unit_of_work
from portal.kernel.rules import in_force
from portal.registrations import letters, queries
from portal.registrations.domain import (
    AskedAlready,
    AskToJoin,
    HasAccount,
    LinkUsedUp,
    RegistrationRules,
    RequestState,
    due_on,
)
from portal.registrations.models import RegistrationRequest

SORT_OUT = "sort-out-registration"
SAID = (
    *("given_name", "family_name", "agency_id", "organisation", "job_title"),
    *("role_group", "team", "is_paid", "manager", "note"),
)


def ask(command: AskToJoin, attempt: Attempt) -> None:
    """Write down what somebody typed. Does the same, in the same time, for any address. Commits by itself.

    Who the address belongs to is looked up later, by the worker: a stranger can measure nothing.
    """
    with unit_of_work():
        throttle.count(attempt, command.email)
        request = _received(command)
        db.session.flush()
        work.defer(SORT_OUT, request_id=request.id)


def ask_vouched(command: AskToJoin, vouched_by: str) -> RegistrationRequest:
    """The same for somebody whose organisation's sign-in says that the address is theirs."""
    _refuse(command.email)
    request = _received(command)
    request.vouched_by = vouched_by
    _open(request, in_force(RegistrationRules))
    return request


def _received(command: AskToJoin) -> RegistrationRequest:
    said = asdict(command) | {"email": command.email.strip().casefold()}
    request = RegistrationRequest(**said, state=RequestState.UNCONFIRMED, sent_at=clock.now())
    db.session.add(request)
    return request


def sort_out(payload: Mapping[str, Any], _progress: work.Progress) -> None:
    """The worker's part: write the one letter that fits the address. Safe to run twice."""
    with unit_of_work():
        request = queries.find_received(payload["request_id"])
        if request is not None and not _is_known(request):
            _send_link(request, in_force(RegistrationRules))


def _is_known(request: RegistrationRequest) -> bool:
    """Whoever needs no request is told so, and the request is dropped: they have a way in, or get one."""
    person_id = queries.find_in_post(request.email)
    account = find_account_by_email(request.email) or (find_account_of(person_id) if person_id else None)
    waiting = None if account or person_id else queries.find_open(request.email)
    if account is not None:
        letters.tell_has_account(request, account)
    elif person_id is not None:
        inviting.invite_who_asked(person_id, request.email, in_force(InvitationRules))
    elif waiting is not None:
        letters.tell_asked_already(waiting)
    else:
        return False
    db.session.delete(request)
    return True


def _send_link(request: RegistrationRequest, rules: RegistrationRules) -> None:
    """The newest that an address sends is the one that counts; a second press of the button is none."""
    earlier = queries.list_earlier(request)
    if any(_is_same_press(one, request, rules) for one in earlier):
        db.session.delete(request)
        return
    for one in earlier:
        db.session.delete(one)
    secret = new_secret()
    request.secret_hash = secret_hash(secret)
    letters.send_link(request, secret, rules)


def _is_same_press(one: RegistrationRequest, other: RegistrationRequest, rules: RegistrationRules) -> bool:
    is_same = all(getattr(one, name) == getattr(other, name) for name in SAID)
    return is_same and other.sent_at - one.sent_at < rules.letters_apart


def confirm(secret: str) -> RegistrationRequest:
    """The address is theirs: the request goes to whoever answers, and the clock begins."""
    rules = in_force(RegistrationRules)
    request = queries.find_unconfirmed(secret, clock.now() - rules.confirmed_within, lock=True)
    if request is None:
        raise LinkUsedUp
    _refuse(request.email)
    _open(request, rules)
    return request


def _refuse(email: str) -> None:
    """Said only to somebody who has shown that the address is theirs."""
    if find_account_by_email(email) is not None:
        raise HasAccount
    if queries.find_open(email) is not None:
        raise AskedAlready


def _open(request: RegistrationRequest, rules: RegistrationRules) -> None:
    request.state, request.secret_hash = RequestState.WAITING, None
    request.confirmed_at, request.due_on = clock.now(), due_on(clock.today(), rules)
    activity.record(
        SYSTEM,
        "take_registration",
        request,
        agency_id=request.agency_id,
        before={"state": RequestState.UNCONFIRMED.value},
        after={"state": request.state.value, "due_on": request.due_on.isoformat()},
    )
    letters.tell_arrived(request)

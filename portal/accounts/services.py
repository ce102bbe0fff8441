"""What people can do about their ways in. Callers commit, except where a docstring says otherwise."""

from __future__ import annotations

from portal.accounts import passwords, queries, throttle
from portal.accounts.domain import SignIn, WrongEmailOrPassword
from portal.accounts.models import Account
from portal.accounts.throttle import Attempt
from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db, unit_of_work


def sign_in(command: SignIn, attempt: Attempt) -> Account:
    """Let a person in, or raise `WrongEmailOrPassword` or `SignInPaused`.

    Commits by itself, twice at most. Each attempt is counted as a failure before the slow password
    check and given back after a right one: of many guesses at once none gets past the limit, and
    nobody waits for the database while a password is checked.
    """
    with unit_of_work():
        account_id, password_hash = _count_and_find(command.email, attempt)
    if not passwords.is_right(password_hash, command.password) or account_id is None:
        raise WrongEmailOrPassword
    with unit_of_work():
        account = db.session.get_one(Account, account_id)
        account.last_signed_in_at = clock.now()
        throttle.give_back(attempt, command.email)
    return account


def _count_and_find(email: str, attempt: Attempt) -> tuple[int | None, str]:
    """Account id and password hash; an account that is closed is as good as none."""
    throttle.count(attempt, email)
    account = queries.find_account_by_email(email)
    if account is None or not account.is_active:
        return None, ""
    return account.id, account.password_hash


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of the actor's account, on every device."""
    account = queries.get_account_of(actor.person_id)
    account.session_version += 1
    activity.record(actor, "sign_out_everywhere", account)

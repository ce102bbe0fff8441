"""The password as a first factor."""

from __future__ import annotations

from portal.accounts import passwords, throttle
from portal.accounts.domain import SignIn, WrongEmailOrPassword
from portal.accounts.queries.accounts import find_account_by_email
from portal.accounts.services.passwords import replace_hash
from portal.accounts.throttle import Attempt
from portal.kernel.db import unit_of_work


def sign_in(command: SignIn, attempt: Attempt) -> int:
    """Answer the id of the account whose password this is, or raise `WrongEmailOrPassword` or `SignInPaused`.

    Commits by itself, twice at most. Each attempt is counted as a failure before the slow password
    check and given back after a right one: of many guesses at once none gets past the limit, and
    nobody waits for the database while a password is checked.
    """
    with unit_of_work():
        account_id, password_hash = _count_and_find(command.email, attempt)
    if not passwords.is_right(password_hash, command.password) or account_id is None:
        raise WrongEmailOrPassword
    stronger = passwords.hashed(command.password) if passwords.needs_rehash(password_hash) else password_hash
    with unit_of_work():
        throttle.give_back(attempt, command.email)
        if stronger != password_hash:
            # Only over what was checked: a password that was set meanwhile stays.
            replace_hash(account_id, before=password_hash, after=stronger)
    return account_id


def _count_and_find(email: str, attempt: Attempt) -> tuple[int | None, str]:
    """Account id and password hash; an account that is closed is as good as none."""
    throttle.count(attempt, email)
    account = find_account_by_email(email)
    if account is None or not account.is_active:
        return None, ""
    return account.id, account.password_hash

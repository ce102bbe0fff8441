"""Setting and changing passwords. These commit by themselves: hashing is slow, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import update

from portal.accounts import breached, letters, passwords, throttle
from portal.accounts.domain import (
    ChangePassword,
    LinkUsedUp,
    PasswordChangedMeanwhile,
    SessionEnd,
    SetPassword,
    WrongPassword,
)
from portal.accounts.models import Account, PasswordLink
from portal.accounts.password_rules import PasswordBreached, PasswordRules, check_strength
from portal.accounts.queries import accounts, links
from portal.accounts.services.sessions import end_all
from portal.accounts.throttle import Attempt
from portal.kernel import activity, clock, work
from portal.kernel.access import Actor
from portal.kernel.db import db, unit_of_work
from portal.kernel.rules import in_force

SEND_LINK = "send-password-link"


@dataclass(frozen=True, slots=True)
class Screening:
    """What a new password is held against."""

    partnership: str
    breached_passwords: str = ""
    rules: PasswordRules = field(default_factory=PasswordRules)

    def check(self, password: str, *about: str) -> None:
        """Raise what is wrong with it. `about` are the person's names and address."""
        check_strength(password, (*about, self.partnership), self.rules)
        if self.breached_passwords and breached.is_breached(Path(self.breached_passwords), password):
            raise PasswordBreached


def change_password(actor: Actor, command: ChangePassword, attempt: Attempt, screening: Screening) -> None:
    """Replace the password; every other session ends, and the person is told by e-mail.

    Every try is counted, right or wrong, and apart from signing in. Of two changes at once one is refused.
    """
    with unit_of_work():
        account = accounts.get_account_of(actor.person_id)
        throttle.count(attempt, account.email)
        email, before, version = account.email, account.password_hash, account.session_version
    if not passwords.is_right(before, command.current):
        raise WrongPassword
    screening.check(command.password, actor.name, email)
    after = passwords.hashed(command.password)
    with unit_of_work():
        found = accounts.find_open_account(command.account_id, lock=True)
        if found is None or found.session_version != version:
            raise PasswordChangedMeanwhile
        _set(actor, found, after, keep=command.session_id)


def ask_for_link(email: str, attempt: Attempt) -> None:
    """Ask for a link that sets a password. Does the same, in the same time, for any address.

    Who it belongs to is looked up here and written to later, by the worker: what a stranger could
    measure is one look and one row, whether or not the address has an account.
    """
    with unit_of_work():
        throttle.count(attempt, email)
        account = accounts.find_account_by_email(email)
        work.defer(SEND_LINK, account_id=account.id if account else 0)


def send_link(payload: Mapping[str, Any], progress: work.Progress) -> None:
    """The worker's part: write the letter, if there is an open account. Safe to run twice."""
    with unit_of_work():
        account = accounts.find_open_account(payload["account_id"], lock=True)
        if account is None:
            return
        secret = passwords.new_secret()
        rules = in_force(PasswordRules)
        if letters.send_password_link(account, secret, rules, about=f"work:{progress.work_id}"):
            db.session.add(_link(account, secret, rules))
            activity.record(Actor(person_id=account.person_id), "ask_for_password_link", account)


def _link(account: Account, secret: str, rules: PasswordRules) -> PasswordLink:
    return PasswordLink(
        account_id=account.id,
        secret_hash=passwords.secret_hash(secret),
        version=account.session_version,
        expires_at=clock.now() + rules.link_lasts,
    )


def set_password(command: SetPassword, screening: Screening) -> Account:
    """Set the password that a link allows, once. Raises `LinkUsedUp`; every session ends.

    The link is looked at before the slow hash and again, locked, behind it.
    """
    found = links.find_password_link(command.secret)
    if found is None:
        raise LinkUsedUp
    account_id = found.account_id
    person_id, name, email = links.get_owner(account_id)
    screening.check(command.password, name, email)
    db.session.rollback()
    after = passwords.hashed(command.password)
    with unit_of_work():
        link = links.find_password_link(command.secret, lock=True)
        locked = accounts.find_open_account(account_id, lock=True)
        if link is None or locked is None:
            raise LinkUsedUp
        link.used_at = clock.now()
        _set(Actor(person_id=person_id, name=name), locked, after)
    return locked


def _set(actor: Actor, account: Account, password_hash: str, *, keep: int | None = None) -> None:
    before = "an earlier one" if account.password_hash else "none"
    account.password_hash = password_hash
    end_all(account, SessionEnd.PASSWORD_CHANGED, keep=keep)
    # That it changed, and never a word of what it is or was.
    activity.record(
        actor, "set_password", account, before={"password": before}, after={"password": "a new one"}
    )
    letters.tell_password_changed(account, actor.name)


def replace_hash(account_id: int, *, before: str, after: str) -> None:
    """The same password, hashed as we do today."""
    same = (Account.id == account_id, Account.password_hash == before)
    db.session.execute(update(Account).where(*same).values(password_hash=after))

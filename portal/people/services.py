"""What people can do about accounts and roles. Callers commit."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db, unit_of_work
from portal.people import passwords, queries
from portal.people.domain import (
    FORGET_AFTER,
    SignIn,
    SignInPaused,
    WrongEmailOrPassword,
    is_paused,
    pause_after,
)
from portal.people.models import Account, RoleGrant, SignInThrottle


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the throttle counts: the address tried and the network it came from, both only as hashes."""

    secret: str
    network: str

    def keys(self, email: str) -> tuple[str, str]:
        return (self._hash(f"email:{email.strip().casefold()}"), self._hash(f"network:{self.network}"))

    def _hash(self, text: str) -> str:
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()


# A school's whole staff shares one network address: it gets many more attempts than one account.
NETWORK_ALLOWANCE = 20


def sign_in(command: SignIn, attempt: Attempt) -> Account:
    """Let a person in, or raise `WrongEmailOrPassword` or `SignInPaused`.

    Commits by itself, twice at most: a failure must be counted although the command is refused,
    and the slow password check must not hold the database's write lock.
    """
    keys = attempt.keys(command.email)
    account_id, password_hash = _facts(command.email, keys)
    if not passwords.is_right(password_hash, command.password) or account_id is None:
        _count_failure(keys)
        raise WrongEmailOrPassword
    with unit_of_work():
        account = db.session.get_one(Account, account_id)
        account.last_signed_in_at = clock.now()
        if (throttle := queries.find_throttle(keys[0])) is not None:
            db.session.delete(throttle)
    return account


def _facts(email: str, keys: tuple[str, str]) -> tuple[int | None, str]:
    """Account id and password hash, read in a transaction of their own that is over at once."""
    now = clock.now()
    try:
        if any(t and is_paused(t.paused_until, now) for t in map(queries.find_throttle, keys)):
            raise SignInPaused
        account = queries.find_account_by_email(email)
        if account is None or not account.is_active:
            return None, ""
        return account.id, account.password_hash
    finally:
        db.session.rollback()


def _count_failure(keys: tuple[str, str]) -> None:
    now = clock.now()
    with unit_of_work():
        for key, allowance in zip(keys, (1, NETWORK_ALLOWANCE), strict=True):
            throttle = queries.find_throttle(key)
            if throttle is None:
                throttle = SignInThrottle(key=key, failures=0, failed_at=now)
                db.session.add(throttle)
            if now - throttle.failed_at > FORGET_AFTER:
                throttle.failures = 0
            throttle.failures += 1
            throttle.failed_at = now
            throttle.paused_until = now + pause_after(throttle.failures // allowance)


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of the actor's account, on every device."""
    account = queries.get_account_of(actor.person_id)
    account.session_version += 1
    activity.record(actor, "sign_out_everywhere", account)


def grant_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """Give a role with its scope, dates and reason. The caller has checked that the actor may."""
    db.session.add(grant)
    activity.record(
        actor, "grant_role", grant, reason=grant.reason, role=grant.role.value, person_id=grant.person_id
    )
    return grant


def end_role(actor: Actor, person_id: int, role: Role, *, school_id: int | None, on: date) -> None:
    """End a role that is held now for this school; its last day is `on`."""
    for grant in queries.list_open_grants(person_id, role, school_id=school_id):
        grant.ends_on = max(on, grant.starts_on)
        activity.record(actor, "end_role", grant, role=role.value, person_id=person_id)

"""What people can do about accounts and roles. Callers commit."""

from __future__ import annotations

from datetime import date

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db, unit_of_work
from portal.people import passwords, queries, throttle
from portal.people.domain import SignIn, WrongEmailOrPassword
from portal.people.models import Account, RoleGrant
from portal.people.throttle import Attempt


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

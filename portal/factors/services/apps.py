"""Authenticator apps. Callers commit."""

from __future__ import annotations

from sqlalchemy import delete, update

from portal.accounts.models import Account
from portal.factors import letters, queries
from portal.factors.codes import is_app_code, matching_step
from portal.factors.domain import (
    AppAlreadySetUp,
    FactorRules,
    LastFactorNeeded,
    SetUpApp,
    WrongAppCode,
    WrongCode,
    may_remove,
)
from portal.factors.models import AuthenticatorApp
from portal.factors.sealing import CannotOpen, Vault
from portal.factors.services import recovery
from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound


def set_up(actor: Actor, command: SetUpApp, vault: Vault, rules: FactorRules) -> list[str]:
    """Keep the app whose code was typed in; answers recovery codes when it is the first second step.

    The code that proved it counts as used: whoever looked over a shoulder cannot sign in with it.
    """
    account = queries.get_account_of(actor, lock=True)
    if queries.find_app(account.id) is not None:
        raise AppAlreadySetUp
    step = matching_step(command.secret, command.code, clock.now(), rules)
    if step is None:
        raise WrongAppCode
    app = AuthenticatorApp(
        account_id=account.id,
        sealed_secret=vault.seal(command.secret, purpose_of(account.id)),
        last_step=step,
        added_at=clock.now(),
    )
    db.session.add(app)
    _log(actor, "set_up_authenticator_app", account, has_app=True)
    letters.tell(account, letters.APP_ADDED)
    return recovery.make_first(account, vault, rules)


def purpose_of(account_id: int) -> str:
    """What a secret is sealed for: moved to another account's row, it does not open."""
    return f"authenticator app of account {account_id}"


def use_code(actor: Actor, code: str, vault: Vault, rules: FactorRules) -> int | None:
    """How many recovery codes are left when it was one of them; None for a code of the app.

    Raise `WrongCode` unless this is the app's code of now, never used before, or a recovery code.
    """
    account = queries.get_account_of(actor)
    if not is_app_code(code):
        return recovery.use(actor, account, code, vault)
    _use_app_code(account, code, vault, rules)
    return None


def _use_app_code(account: Account, code: str, vault: Vault, rules: FactorRules) -> None:
    app = queries.find_app(account.id)
    if app is None:
        raise WrongCode
    try:
        secret = vault.open(app.sealed_secret, purpose_of(account.id))
    except CannotOpen:
        raise WrongCode from None
    step = matching_step(secret, code, clock.now(), rules)
    if step is None:
        raise WrongCode
    # Of two who bring the same code at the same time, one changes the row and the other finds it changed.
    won = db.session.scalar(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.id == app.id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
        .returning(AuthenticatorApp.id)
    )
    if won is None:
        raise WrongCode


def remove(actor: Actor, rules: FactorRules) -> None:
    """Take away the actor's app, unless their role needs it."""
    account = queries.get_account_of(actor, lock=True)
    app = queries.find_app(account.id)
    if app is None:
        raise NotFound
    refuse_last(account, rules)
    db.session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.id == app.id))
    _log(actor, "remove_authenticator_app", account, has_app=False)
    letters.tell(account, letters.APP_REMOVED)
    forget_unneeded_codes(account)


def _log(actor: Actor, verb: str, account: Account, *, has_app: bool) -> None:
    before, after = {"authenticator_app": not has_app}, {"authenticator_app": has_app}
    activity.record(actor, verb, account, before=before, after=after)


def refuse_last(account: Account, rules: FactorRules) -> None:
    """Raise `LastFactorNeeded` when whoever needs a second step would have none."""
    if not may_remove(queries.get_factors(account.id), is_required=queries.needs_factor(account.id, rules)):
        raise LastFactorNeeded


def forget_unneeded_codes(account: Account) -> None:
    """Codes are a second step's spare key: without one they would only be a way in for others."""
    if not queries.get_factors(account.id).any:
        recovery.forget(account)

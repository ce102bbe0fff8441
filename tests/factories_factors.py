"""Builders for second steps: an account that has one, and what its person would type."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from portal.accounts.models import Account
from portal.factors.domain import FactorRules
from portal.factors.models import AuthenticatorApp
from portal.factors.sealing import Vault
from portal.factors.services import recovery
from portal.factors.services.apps import purpose_of
from portal.kernel import clock
from tests.factories import saved

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
VAULT = Vault("only for tests")
STEP = timedelta(seconds=30)


def an_app(account: Account, **given) -> AuthenticatorApp:
    sealed = VAULT.seal(SECRET, purpose_of(account.id))
    made = {"account_id": account.id, "sealed_secret": sealed, "last_step": 0, "added_at": clock.now()}
    return AuthenticatorApp(**{**made, **given})


def app_code(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many half minutes later."""
    return pyotp.TOTP(secret).at(clock.now() + steps * STEP)


def with_app(account: Account) -> Account:
    """The account, with an app that shows `app_code()`."""
    saved(an_app(account))
    return account


def with_codes(account: Account) -> list[str]:
    """Fresh recovery codes of this account."""
    made = recovery.make(account, VAULT, FactorRules())
    saved(account)
    return made

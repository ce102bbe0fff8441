"""Recovery codes: on paper, for the day when the phone is lost. Callers commit."""

from __future__ import annotations

from sqlalchemy import delete, insert, update

from portal.accounts.models import Account
from portal.factors import letters, queries
from portal.factors.codes import new_recovery_codes, plain
from portal.factors.domain import FactorRules, NoSecondStep, WrongCode
from portal.factors.models import RecoveryCode
from portal.factors.sealing import Vault
from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db

PURPOSE = "recovery code"


def renew(actor: Actor, vault: Vault, rules: FactorRules) -> list[str]:
    """New codes for the actor's account; the old ones stop working. Only now can they be read."""
    account = queries.get_account_of(actor, lock=True)
    if not queries.get_factors(account.id).any:
        raise NoSecondStep
    had = queries.get_factors(account.id).codes_left
    codes = make(account, vault, rules)
    _log(actor, "renew_recovery_codes", account, had, len(codes))
    letters.tell(account, letters.CODES_RENEWED)
    return codes


def make(account: Account, vault: Vault, rules: FactorRules) -> list[str]:
    """Replace the codes of an account that the caller has locked."""
    forget(account)
    codes = new_recovery_codes(rules.recovery_codes)
    rows = [{"account_id": account.id, "digest": digest(vault, account.id, code)} for code in codes]
    db.session.execute(insert(RecoveryCode), rows)
    return codes


def make_first(account: Account, vault: Vault, rules: FactorRules) -> list[str]:
    """Codes for an account that has none left; empty when it has."""
    if queries.get_factors(account.id).codes_left:
        return []
    return make(account, vault, rules)


def forget(account: Account) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def use(actor: Actor, account: Account, code: str, vault: Vault) -> int:
    """How many codes are left. Raise `WrongCode` unless this is one; of two at once one is refused."""
    found = db.session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.digest == digest(vault, account.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    if found is None:
        raise WrongCode
    left = queries.get_factors(account.id).codes_left
    _log(actor, "use_recovery_code", account, left + 1, left)
    letters.tell(account, letters.code_used(left))
    return left


def _log(actor: Actor, verb: str, account: Account, before: int, after: int) -> None:
    activity.record(actor, verb, account, before={"codes_left": before}, after={"codes_left": after})


def digest(vault: Vault, account_id: int, code: str) -> str:
    return vault.digest(f"{account_id} {plain(code)}", PURPOSE)

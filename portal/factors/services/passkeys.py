"""Passkeys: as a second step, and as the only one. Callers commit."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from portal.factors import ceremonies, letters, queries
from portal.factors.ceremonies import Asked
from portal.factors.domain import (
    AddPasskey,
    FactorRules,
    PasskeyKnown,
    PasskeyRefused,
    TooManyPasskeys,
)
from portal.factors.models import Passkey, SpentChallenge
from portal.factors.sealing import Vault
from portal.factors.services import recovery
from portal.factors.services.apps import forget_unneeded_codes, refuse_last
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db, unit_of_work

CHALLENGE = "passkey challenge"


def add(actor: Actor, command: AddPasskey, asked: Asked, vault: Vault, rules: FactorRules) -> list[str]:
    """Keep a new passkey; answers recovery codes when it is the first second step."""
    account = queries.get_account_of(actor, lock=True)
    if len(queries.list_passkeys(account.id)) >= rules.most_passkeys:
        raise TooManyPasskeys
    new = ceremonies.check_new(asked.site, command.answer, asked.challenge)
    if queries.find_passkey(new.credential_id) is not None:
        raise PasskeyKnown
    _spend(asked.challenge, vault)
    passkey = Passkey(
        account_id=account.id,
        name=command.name,
        credential_id=new.credential_id,
        user_handle=asked.handle,
        public_key=new.public_key,
        sign_count=new.sign_count,
        is_synced=new.is_synced,
        added_at=clock.now(),
    )
    db.session.add(passkey)
    _log(actor, "add_passkey", passkey, by=1)
    letters.tell(account, letters.PASSKEY_ADDED)
    return recovery.make_first(account, vault, rules)


def use(answer: str, asked: Asked, vault: Vault, *, account_id: int | None = None) -> int:
    """The account that a passkey opens. Raise `PasskeyRefused` unless its answer holds, and is new.

    With an account given, only a passkey of that account counts. Commits by itself: a device that
    counts backwards may have been copied, and that is written down although it is refused.
    """
    with unit_of_work():
        passkey = _find(answer, account_id)
        count = ceremonies.check_assertion(asked.site, answer, asked.challenge, passkey.public_key)
        counts = count > 0 or passkey.sign_count > 0
        is_copied = counts and count <= passkey.sign_count
        if is_copied:
            _warn(passkey)
        else:
            _spend(asked.challenge, vault)
            passkey.sign_count, passkey.last_used_at = count, clock.now()
        found = passkey.account_id
    if is_copied:
        raise PasskeyRefused
    return found


def _find(answer: str, account_id: int | None) -> Passkey:
    """The passkey that an answer speaks of, locked; nothing about the answer is believed yet."""
    assertion = ceremonies.read_assertion(answer)
    passkey = queries.find_passkey(assertion.credential_id)
    if passkey is None or account_id not in {None, passkey.account_id}:
        raise PasskeyRefused
    # A device that finds the passkey by itself says whose it is; one that was told which may keep silent.
    if (account_id is None or assertion.user_handle) and assertion.user_handle != passkey.user_handle:
        raise PasskeyRefused
    return passkey


def _warn(passkey: Passkey) -> None:
    activity.record(SYSTEM, "refuse_copied_passkey", passkey, account_id=passkey.account_id)
    letters.tell(queries.get_account(passkey.account_id), letters.PASSKEY_COPIED)


def _log(actor: Actor, verb: str, passkey: Passkey, *, by: int) -> None:
    """How many there were and are. Called while the passkey's row stands."""
    db.session.flush()
    stands = len(queries.list_passkeys(passkey.account_id))
    before, after = (stands - 1, stands) if by > 0 else (stands, stands - 1)
    activity.record(
        actor,
        verb,
        passkey,
        account_id=passkey.account_id,
        before={"passkeys": before},
        after={"passkeys": after},
    )


def _spend(challenge: str, vault: Vault) -> None:
    """Raise `PasskeyRefused` when this challenge was answered before, in this or another process."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    values = {"digest": vault.digest(challenge, CHALLENGE), "spent_at": clock.now()}
    spent = insert(SpentChallenge).values(values).on_conflict_do_nothing().returning(SpentChallenge.id)
    if db.session.scalar(spent) is None:
        raise PasskeyRefused


def remove(actor: Actor, passkey_id: int, rules: FactorRules) -> None:
    """Take away one of the actor's passkeys, unless it is the last step of somebody who needs one."""
    account = queries.get_account_of(actor, lock=True)
    passkey = queries.get_passkey(account.id, passkey_id)
    refuse_last(account, rules)
    _log(actor, "remove_passkey", passkey, by=-1)
    db.session.execute(delete(Passkey).where(Passkey.id == passkey.id))
    letters.tell(account, letters.PASSKEY_REMOVED)
    forget_unneeded_codes(account)

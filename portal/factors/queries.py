"""Reads about second steps and ways in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from portal.accounts.models import Account
from portal.factors.domain import FactorRules, Factors, is_required_of
from portal.factors.models import AuthenticatorApp, OutsideIdentity, Passkey, RecoveryCode, SignInLink
from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, Post, RoleGrant


def get_factors(account_id: int) -> Factors:
    """One statement."""
    row = db.session.execute(
        select(
            select(AuthenticatorApp.id).where(AuthenticatorApp.account_id == account_id).exists(),
            _counted(Passkey, Passkey.account_id == account_id),
            _counted(RecoveryCode, RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)),
        )
    ).one()
    return Factors(has_app=bool(row[0]), passkeys=row[1], codes_left=row[2])


def _counted(model: Any, *conditions: Any) -> Any:  # noqa: ANN401  # any table's count, as a subquery
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()


def needs_factor(account_id: int, rules: FactorRules) -> bool:
    """Whether a role that the account's person holds today asks for a second step."""
    return is_required_of(list_roles_on(account_id, clock.today()), rules)


def list_roles_on(account_id: int, day: date) -> Sequence[Role]:
    """The roles that the account's person holds on this day."""
    return db.session.scalars(
        select(RoleGrant.role)
        .join(Account, Account.person_id == RoleGrant.person_id)
        .where(
            Account.id == account_id,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
        .order_by(RoleGrant.id)
    ).all()


def get_account(account_id: int, *, lock: bool = False) -> Account:
    """Raise `NotFound` when there is no such account, or it was closed."""
    statement = select(Account).where(Account.id == account_id, Account.is_active)
    found = db.session.scalar(_locking(statement) if lock else statement)
    if found is None:
        raise NotFound
    return found


def get_account_of(actor: Actor, *, lock: bool = False) -> Account:
    """The open account of this person, and nobody else's until we commit when `lock`ed."""
    account = find_account_of_person(actor.person_id, lock=lock)
    if account is None or not account.is_active:
        raise NotFound
    return account


def find_account_to_enter(email: str) -> Account | None:
    """The open account with this address."""
    return db.session.scalar(
        select(Account).where(Account.email == email.strip().casefold(), Account.is_active)
    )


def find_account_of_person(person_id: int, *, lock: bool = False) -> Account | None:
    statement = select(Account).where(Account.person_id == person_id)
    return db.session.scalar(_locking(statement) if lock else statement)


def _locking(statement: Any) -> Any:  # noqa: ANN401  # any select of entities
    return statement.with_for_update().execution_options(populate_existing=True)


def get_person_name(person_id: int) -> str:
    row = db.session.execute(
        select(Person.given_name, Person.family_name).where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return f"{row.given_name} {row.family_name}"


def find_app(account_id: int) -> AuthenticatorApp | None:
    return db.session.scalar(select(AuthenticatorApp).where(AuthenticatorApp.account_id == account_id))


def list_passkeys(account_id: int) -> Sequence[Passkey]:
    return db.session.scalars(
        select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.added_at, Passkey.id)
    ).all()


def get_passkey(account_id: int, passkey_id: int) -> Passkey:
    """Raise `NotFound` when this account has no such passkey."""
    found = db.session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    )
    if found is None:
        raise NotFound
    return found


def find_passkey(credential_id: str) -> Passkey | None:
    """The passkey, and nobody else's until we commit: two answers at once are looked at one by one."""
    statement = select(Passkey).where(Passkey.credential_id == credential_id)
    found: Passkey | None = db.session.scalar(_locking(statement))
    return found


def find_link(*, digest: str, browser_digest: str, now: datetime) -> SignInLink | None:
    """A link that still works, for the browser that asked for it."""
    return db.session.scalar(
        select(SignInLink).where(
            SignInLink.digest == digest,
            SignInLink.browser_digest == browser_digest,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
    )


def find_link_by_code(*, code_digest: str, browser_digest: str, now: datetime) -> SignInLink | None:
    return db.session.scalar(
        select(SignInLink)
        .where(
            SignInLink.code_digest == code_digest,
            SignInLink.browser_digest == browser_digest,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .order_by(SignInLink.id)
    )


def find_identity(issuer: str, subject: str) -> OutsideIdentity | None:
    return db.session.scalar(
        select(OutsideIdentity).where(OutsideIdentity.issuer == issuer, OutsideIdentity.subject == subject)
    )


def find_identity_of(account_id: int, issuer: str) -> OutsideIdentity | None:
    return db.session.scalar(
        select(OutsideIdentity).where(
            OutsideIdentity.account_id == account_id, OutsideIdentity.issuer == issuer
        )
    )


def list_identities(account_id: int) -> Sequence[OutsideIdentity]:
    return db.session.scalars(
        select(OutsideIdentity)
        .where(OutsideIdentity.account_id == account_id)
        .order_by(OutsideIdentity.linked_at, OutsideIdentity.id)
    ).all()


def find_person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(func.lower(Person.email) == email))


def has_post(person_id: int, day: date) -> bool:
    """Whether the person works for an agency on this day."""
    found = db.session.scalar(
        select(Post.id)
        .where(
            Post.person_id == person_id,
            Post.started_on <= day,
            or_(Post.ended_on.is_(None), Post.ended_on >= day),
        )
        .limit(1)
    )
    return found is not None


def list_apps() -> Sequence[Row[int, int, str]]:
    """Id, account and sealed secret of every authenticator app."""
    return db.session.execute(
        select(AuthenticatorApp.id, AuthenticatorApp.account_id, AuthenticatorApp.sealed_secret).order_by(
            AuthenticatorApp.id
        )
    ).all()


def list_accounts_with_stray_codes() -> Sequence[int]:
    """Accounts with recovery codes that have neither an app nor a passkey."""
    return db.session.scalars(
        select(RecoveryCode.account_id)
        .distinct()
        .where(
            RecoveryCode.account_id.not_in(select(AuthenticatorApp.account_id)),
            RecoveryCode.account_id.not_in(select(Passkey.account_id)),
        )
        .order_by(RecoveryCode.account_id)
    ).all()

"""Links that were sent by e-mail and work once."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.models import Account, PasswordLink
from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person


def find_password_link(secret: str, *, lock: bool = False) -> PasswordLink | None:
    """The link with this secret if it still works: unused, in time, and nothing was set since."""
    statement = (
        select(PasswordLink)
        .join(Account, Account.id == PasswordLink.account_id)
        .where(
            PasswordLink.secret_hash == secret_hash(secret),
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > clock.now(),
            PasswordLink.version == Account.session_version,
            Account.is_active,
        )
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def get_owner(account_id: int) -> tuple[int, str, str]:
    """Whose account this is: id, name and the address of the account."""
    person_id, given, family, email = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name, Account.email)
        .join(Account, Account.person_id == Person.id)
        .where(Account.id == account_id)
    ).one()
    return person_id, f"{given} {family}", email

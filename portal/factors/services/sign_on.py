"""Getting in through an agency's own sign-in. Callers commit."""

from __future__ import annotations

from portal.accounts.models import Account
from portal.factors import letters, queries
from portal.factors.domain import (
    Identity,
    SignOnNewcomer,
    SignOnNotForYou,
    SignOnTaken,
    SignOnUnknown,
    SignOnUnverified,
    domain_of,
)
from portal.factors.models import OutsideIdentity
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person
from portal.single_sign_on import Provider


def enter(identity: Identity, provider: Provider) -> int:
    """The account that an outside identity opens: the one it is linked to, or the one it can be linked to.

    The provider must still speak for the account's address: whoever has moved to another agency is
    not let in by the one they left. Raises a `SignOnFailed` that says why not.
    """
    known = queries.find_identity(identity.issuer, identity.subject)
    account = _account_of(known) if known is not None else _link(identity, provider)
    if domain_of(account.email) not in provider.email_domains:
        raise SignOnNotForYou
    if known is not None:
        known.last_used_at = clock.now()
    account.last_signed_in_at = clock.now()
    return account.id


def _account_of(known: OutsideIdentity) -> Account:
    try:
        return queries.get_account(known.account_id)
    except NotFound:
        raise SignOnUnknown from None


def _link(identity: Identity, provider: Provider) -> Account:
    """Link for the first time: by an address that the agency has checked and may speak for.

    An address that an agency has given to somebody else does not bring them into the account of whoever
    had it before: an account has one identity of each issuer, until somebody resets it.
    """
    if not identity.email or not identity.is_email_verified:
        raise SignOnUnverified
    if domain_of(identity.email) not in provider.email_domains:
        raise SignOnNotForYou
    person = queries.find_person_by_email(identity.email)
    if person is None:
        raise SignOnNewcomer
    account = queries.find_account_of_person(person.id, lock=True)
    if account is None:
        account = _open(person, identity, provider)
    else:
        _refuse(account, identity)
        after = {"organisations_sign_in": provider.name}
        activity.record(SYSTEM, "link_outside_identity", account, before={}, after=after)
    _keep(account, identity)
    return account


def _keep(account: Account, identity: Identity) -> None:
    now = clock.now()
    link = OutsideIdentity(
        account_id=account.id,
        issuer=identity.issuer,
        subject=identity.subject,
        linked_at=now,
        last_used_at=now,
    )
    db.session.add(link)
    letters.tell(account, letters.LINKED)


def _open(person: Person, identity: Identity, provider: Provider) -> Account:
    """An account for somebody of the register who works here. Raises `SignOnNewcomer` for who does not."""
    if not queries.has_post(person.id, clock.today()):
        raise SignOnNewcomer
    account = Account(person_id=person.id, email=identity.email, password_hash="", is_active=True)
    db.session.add(account)
    after = {"state": "open", "organisations_sign_in": provider.name}
    activity.record(SYSTEM, "open_account", account, person_id=person.id, before={}, after=after)
    return account


def _refuse(account: Account, identity: Identity) -> None:
    """Raise `SignOnUnknown` or `SignOnTaken` for an account that this identity may not be linked to."""
    if not account.is_active or account.email != identity.email:
        raise SignOnUnknown
    if queries.find_identity_of(account.id, identity.issuer) is not None:
        raise SignOnTaken

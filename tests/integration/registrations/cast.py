"""A stranger, an agency with its lead, and reading the mail they get."""

from __future__ import annotations

from sqlalchemy import select

from portal.kernel.db import db
from portal.people.domain import RoleGroup
from portal.registrations.models import RegistrationRequest
from tests.integration.accounts.links import last_link_to, letters_to

EMAIL = "noor@northside.example"
TYPED = {
    "given_name": "Noor",
    "family_name": "Haddad",
    "email": EMAIL,
    "job_title": "Youth worker",
    "role_group": RoleGroup.YOUTH_WORK.value,
    "is_paid": "yes",
}
SENT = "/join/sent"


def ask(client, agency=None, **changes):
    """Fill in the form as somebody without an account."""
    where = agency.id if agency else "none"
    typed = TYPED | ({} if agency else {"organisation": "Corner Boxing Club"}) | changes
    return client.submit(f"/join/details?agency={where}", **typed)


def confirm(client, email=EMAIL):
    """Open the link of the newest letter and press the button."""
    client.get(last_link_to(email))
    return client.submit("/join/confirm")


def requests():
    db.session.expire_all()
    return list(db.session.scalars(select(RegistrationRequest).order_by(RegistrationRequest.id)))


def the_request() -> RegistrationRequest:
    (found,) = requests()
    return found


def kinds_to(recipient) -> list[str]:
    return [one.kind for one in letters_to(recipient)]

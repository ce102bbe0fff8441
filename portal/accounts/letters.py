"""What people are told by e-mail about their ways in."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.invitations import InvitationRules, Invited
from portal.accounts.models import Account
from portal.accounts.password_rules import PasswordRules
from portal.kernel import letters, outbox
from portal.kernel.db import db
from portal.kernel.letters import public_address
from portal.people.models import Person

INVITATION = "invitation"
PASSWORD_LINK = "password_link"  # noqa: S105  # a word for a letter
PASSWORD_CHANGED = "password_changed"  # noqa: S105  # likewise


def send_password_link(account: Account, secret: str, rules: PasswordRules, *, about: str) -> bool:
    """Queue the letter unless it was queued before; says whether it is new."""
    person = db.session.get_one(Person, account.person_id)
    hours = int(rules.link_lasts.total_seconds() // 3600)
    letter = letters.write("account_password_link", person=person, link=outbox.ONE_TIME_LINK, hours=hours)
    return outbox.queue(
        outbox.Message(
            recipient=account.email,
            kind=PASSWORD_LINK,
            about=about,
            subject=letter.subject,
            body=letter.body,
            link=public_address(f"/password/link/{secret}"),
        )
    )


def invite(invited: Iterable[Invited], rules: InvitationRules) -> None:
    outbox.queue_all([_invitation(one, rules) for one in invited])


def _invitation(one: Invited, rules: InvitationRules) -> outbox.Message:
    letter = letters.write(
        "account_invitation", link=outbox.ONE_TIME_LINK, days=rules.good_for.days, who=one.given_name
    )
    return outbox.Message(
        recipient=one.email,
        kind=INVITATION,
        about=f"invitation:{one.invitation_id}",
        version=one.times_sent,
        subject=letter.subject,
        body=letter.body,
        link=public_address(f"/invitation/{one.secret}"),
    )


def tell_password_changed(account: Account, name: str) -> None:
    """So that a person whose password somebody else changed hears of it."""
    letter = letters.write("account_password_changed", who=name)
    outbox.queue(
        outbox.Message(
            recipient=account.email,
            kind=PASSWORD_CHANGED,
            about=f"account:{account.id}",
            version=account.session_version,
            subject=letter.subject,
            body=letter.body,
        )
    )

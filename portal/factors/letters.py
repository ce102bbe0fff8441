"""What people are told when a way into their account changes: at once, to the account's own address."""

from __future__ import annotations

import secrets
from datetime import timedelta

from portal.accounts.models import Account
from portal.kernel import letters, outbox
from portal.kernel.text import plural

APP_ADDED = "An authenticator app was added"
APP_REMOVED = "The authenticator app was removed"
PASSKEY_ADDED = "A passkey was added"
PASSKEY_REMOVED = "A passkey was removed"
PASSKEY_COPIED = "A passkey was refused, because it looks like a copy. Remove it if you do not know why"
CODES_RENEWED = "New recovery codes were made. The old ones no longer work"
RESET = "An administrator has reset how you sign in. Set up a new second step when your role needs it"
LINKED = "Your account can now also be opened by signing in through your agency"


def code_used(left: int) -> str:
    return f"A recovery code was used to sign in. {plural(left, 'code')} left"


def tell(account: Account, change: str) -> None:
    """Say what has changed, and what to do when it was somebody else. Never held back as said before."""
    letter = letters.write("second_step_changed", change=change)
    outbox.queue(
        outbox.Message(
            recipient=account.email,
            kind="second_step_changed",
            about=f"account:{account.id}:{secrets.token_hex(8)}",
            subject=letter.subject,
            body=letter.body,
        )
    )


def send_link(account: Account, link_id: int, token: str, code: str, lasts: timedelta) -> None:
    minutes = plural(int(lasts.total_seconds() // 60), "minute")
    letter = letters.write("sign_in_link", token=token, code=code, minutes=minutes)
    outbox.queue(
        outbox.Message(
            recipient=account.email,
            kind="sign_in_link",
            about=f"sign_in_link:{link_id}",
            subject=letter.subject,
            body=letter.body,
        )
    )

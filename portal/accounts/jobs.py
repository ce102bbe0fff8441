"""What this room does on the timetable."""

from __future__ import annotations

from portal.accounts import throttle
from portal.accounts.closing import LeaverRules
from portal.accounts.domain import SessionRules
from portal.accounts.services import closing, sessions
from portal.kernel.db import unit_of_work
from portal.kernel.rules import in_force


def forget_sign_in_attempts() -> None:
    """Once a day. What failed long ago no longer says anything about anybody."""
    with unit_of_work():
        throttle.forget()


def close_leavers_accounts() -> None:
    """Once a day. Whoever has left the partnership has no business in the portal."""
    with unit_of_work():
        closing.close_leavers(in_force(LeaverRules))


def forget_sessions() -> None:
    """Once a day. Who was signed in where, long ago, is nobody's business any more."""
    with unit_of_work():
        sessions.forget_sessions(in_force(SessionRules))

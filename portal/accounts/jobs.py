"""What this room does on the timetable."""

from __future__ import annotations

from portal.accounts import throttle
from portal.kernel.db import unit_of_work


def forget_sign_in_attempts() -> None:
    """Once a day. What failed long ago no longer says anything about anybody."""
    with unit_of_work():
        throttle.forget()

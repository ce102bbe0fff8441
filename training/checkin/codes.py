"""Codes that a room shows and learners type: the same from every web worker, and kept nowhere.

Each sitting has a secret of its own, made from `SECRET_KEY`; from it and the time comes a number, as
authenticator apps do it (docs/training.md 4.6). Time is counted in UTC, so no change of clocks matters.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

DIGITS = 6
GROUP = 3


@dataclass(frozen=True, slots=True)
class RoomCodes:
    """Codes that change every `changes` and can be used for `valid` from when they first appeared."""

    secret: str = field(repr=False)
    changes: timedelta
    valid: timedelta

    def shown(self, sitting_id: int, now: datetime) -> str:
        """What the screen of the room shows."""
        return self._code(sitting_id, self._step(now))

    def changes_at(self, now: datetime) -> datetime:
        """When the screen shows another."""
        return datetime.fromtimestamp((self._step(now) + 1) * self._seconds, UTC)

    def accepts(self, sitting_id: int, typed: str, now: datetime) -> bool:
        """Whether this was shown in the room of this sitting, and not too long ago."""
        codes = [self._code(sitting_id, step) for step in self._valid_steps(now)]
        return any(hmac.compare_digest(code.encode(), typed.encode()) for code in codes)

    def device(self, sitting_id: int, cookie: str) -> str:
        """What a phone is known by at this sitting: at the next it is another, so nobody can follow it."""
        return self._hash(f"device {sitting_id}", cookie).hex()[:32] if cookie else ""

    @property
    def _seconds(self) -> int:
        return int(self.changes.total_seconds())

    def _step(self, now: datetime) -> int:
        return int(now.timestamp()) // self._seconds

    def _valid_steps(self, now: datetime) -> Iterator[int]:
        """The one on the screen, and those before it that first appeared less than `valid` ago."""
        step, passed = self._step(now), now.timestamp()
        yield step
        while passed - (step - 1) * self._seconds < self.valid.total_seconds():
            step -= 1
            yield step

    def _code(self, sitting_id: int, step: int) -> str:
        number = int.from_bytes(self._hash(f"sitting {sitting_id}", str(step))[:8]) % 10**DIGITS
        return f"{number:0{DIGITS}}"

    def _hash(self, what: str, message: str) -> bytes:
        own = hmac.digest(self.secret.encode(), f"check-in {what}".encode(), hashlib.sha256)
        return hmac.digest(own, message.encode(), hashlib.sha256)


def in_groups(code: str) -> str:
    """As people read it out: “123 456”."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))

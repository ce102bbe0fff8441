"""Counts what one process sees too often, in memory: for pages that must not write to the database."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

# Beyond this many keys the oldest is forgotten: a flood of addresses cannot fill the memory.
MOST_KEYS = 10_000


class Throttle:
    """At most `allowed` counts for one key within `seconds`."""

    def __init__(self, *, allowed: int, seconds: int) -> None:
        self.allowed = allowed
        self.window = timedelta(seconds=seconds)
        self._counts: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key: str, now: datetime) -> None:
        with self._lock:
            times = self._counts.setdefault(key, deque(maxlen=self.allowed))
            times.append(now)
            self._counts.move_to_end(key)
            while len(self._counts) > MOST_KEYS:
                self._counts.popitem(last=False)

    def is_used_up(self, key: str, now: datetime) -> bool:
        with self._lock:
            times = self._counts.get(key)
            return times is not None and len(times) == self.allowed and now - times[0] < self.window

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()

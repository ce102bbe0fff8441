"""How much of the machine others took during a measurement, so that a shared machine excuses itself."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


@dataclass
class Share:
    """Of all processor seconds in a span of time, those that were ours to use."""

    free: float = 1.0

    @property
    def noise(self) -> float:
        """How much longer things may have taken because of others."""
        return 1 / self.free - 1


@contextmanager
def watched() -> Iterator[Share]:
    """What was left for us while the block ran: everything but what other programs used."""
    share, began = Share(), time.perf_counter()
    busy, ours = busy_seconds(), our_seconds()
    yield share
    whole = CORES * (time.perf_counter() - began)
    others = (busy_seconds() - busy) - (our_seconds() - ours)
    share.free = min(1.0, max(0.1, 1 - others / whole))


def busy_seconds() -> float:
    """All cores, all programs, since the machine started."""
    user, nice, system, _idle, _waiting, *rest = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    interrupts_and_stolen = rest[:3]
    return sum(int(part) for part in (user, nice, system, *interrupts_and_stolen)) / TICKS


def our_seconds() -> float:
    """This process, everything it started and that runs, and everything that it started and has ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(_seconds(pid) for pid in _family(os.getpid()))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS

"""Measures a request between two measurements of bare Flask, so that a slow machine excuses itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.serve import web_command
from tests.bench import load
from tests.bench.load import Result
from tests.bench.report import LEAST_NOISE
from tests.support.live import free_port, running

WORKERS = 2
ROUNDS = 3
# A machine that is noisier than this cannot excuse a breach; it needs a quieter run.
MOST_NOISE = 0.15


@dataclass(frozen=True)
class Compared:
    """A result as a share of the yardstick around it."""

    result: Result
    rate: float
    hello: float
    noise: float

    @property
    def share(self) -> float:
        return self.rate / self.hello

    @property
    def told(self) -> str:
        return f"{self.rate:,.0f}/s, hello {self.hello:,.0f}/s"


@dataclass(frozen=True)
class Yardstick:
    port: int

    def compare(
        self, port: int, batches: Sequence[Sequence[bytes]], rate: Callable[[Result], float]
    ) -> Compared:
        """The best of a few rounds: whatever else the machine does can only make one worse."""
        load.send(port, batches[0][:1], seconds=1)  # what is made at the first request is not the question
        before, rounds = self.measure(), []
        for batch in batches:
            result = load.send(port, batch, seconds=2)
            after = self.measure()
            hello = (before + after) / 2
            rounds.append(Compared(result, rate(result), hello, abs(before - after) / hello))
            before = after
        best = max(rounds, key=lambda one: one.share)
        spread = max(one.hello for one in rounds) / min(one.hello for one in rounds) - 1
        return replace(best, noise=max(LEAST_NOISE, min(MOST_NOISE, best.noise, spread)))

    def measure(self) -> float:
        return load.send(self.port, [load.get("/")], seconds=1).per_second


@contextmanager
def yardstick(folder: Path) -> Iterator[Yardstick]:
    port = free_port()
    command = web_command(str(port), str(WORKERS), "tests.bench.hello:create_app")
    with running(command, dict(os.environ), workers=WORKERS, log=folder / "hello.log"):
        yield Yardstick(port)

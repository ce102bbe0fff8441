"""Sends prepared requests to a server on this machine as fast as it answers, by wrk."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import processor

SCRIPT = Path(__file__).with_name("replay.lua")
# Enough to keep two workers busy; more would only queue.
CONNECTIONS = 8


@dataclass(frozen=True)
class Result:
    seconds: float
    requests: int
    broken: int
    p50_ms: float
    p99_ms: float
    statuses: dict[str, int]
    # The part of the machine that other programs left to us.
    free: float

    @property
    def per_second(self) -> float:
        return self.rate(self.requests)

    def rate(self, count: int) -> float:
        """So many a second, had the machine been ours alone."""
        return count / self.seconds / self.free

    @property
    def noise(self) -> float:
        return processor.Share(self.free).noise

    def share(self, *statuses: int) -> float:
        return sum(self.statuses.get(str(status), 0) for status in statuses) / max(1, self.requests)


def get(path: str, cookie: str = "") -> bytes:
    return _request("GET", path, cookie, b"")


def post(path: str, cookie: str, body: str) -> bytes:
    return _request("POST", path, cookie, body.encode())


def _request(method: str, path: str, cookie: str, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def send(port: int, requests: Iterable[bytes], seconds: int = 3, connections: int = CONNECTIONS) -> Result:
    with tempfile.NamedTemporaryFile() as prepared:
        prepared.writelines(request + b"\n%\n" for request in requests)
        prepared.flush()
        address = f"http://127.0.0.1:{port}"
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT), address]
        command = ["wrk", *options, "--", prepared.name]
        with processor.watched() as machine:
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in said.splitlines() if line.startswith("RESULT "))
    return Result(**json.loads(line.removeprefix("RESULT ")), free=machine.free)

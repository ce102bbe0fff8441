"""Downloads of the whole directory: how long each format takes, and what it leaves in memory."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer

from portal.kernel.exports import FileFormat
from tests.bench import processor
from tests.bench.places import CSRF, Place, proportional_memory
from tests.bench.report import LEAST_NOISE, Figure

# For so many people; of more a download takes longer in proportion, and no more memory.
USUAL_PEOPLE = 17_000
LONGEST_SECONDS = {FileFormat.CSV: 5, FileFormat.XLSX: 8, FileFormat.ODS: 8}
# The writer of OpenDocument takes some 20 MB once for each process, and keeps them.
LARGEST_GROWTH_MB = 60
PIECE = 1 << 16
PATIENCE_SECONDS = 300


def measure(place: Place, server_id: int) -> Iterator[Figure]:
    before = proportional_memory(server_id)
    for kind, longest in LONGEST_SECONDS.items():
        with processor.watched() as machine:
            took, size = download(place, kind)
        assert size > place.people, f"{kind.label} of {size} bytes"
        budget = longest * max(1, place.people / USUAL_PEOPLE)
        told = figure(place, f"directory as {kind.label}", took, "s", budget)
        yield replace(told, noise=max(LEAST_NOISE, machine.noise), detail=f"{size / 1e6:.1f} MB")
    grown = max(0.0, proportional_memory(server_id) - before)
    yield figure(place, "memory grown by three downloads", grown, "MB", LARGEST_GROWTH_MB)


def download(place: Place, kind: FileFormat) -> tuple[float, int]:
    """Seconds until the last byte, and how many there were."""
    signer = URLSafeTimedSerializer(place.settings.secret_key, salt="wtf-csrf-token")
    body = urlencode({"csrf_token": signer.dumps(CSRF), "format": kind.value}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{place.port}/people/export",
        data=body,
        headers={"Cookie": place.cookie("coordinator")},
    )
    began, size = time.perf_counter(), 0
    with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  # our own server
        while piece := answer.read(PIECE):
            size += len(piece)
    return time.perf_counter() - began, size


def figure(place: Place, name: str, value: float, unit: str, budget: float) -> Figure:
    return Figure(name, place.database, place.people, value, unit, budget, "at most")

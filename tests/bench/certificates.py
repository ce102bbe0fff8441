"""What it costs to draw certificates one by one, the careful way."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from portal.kernel.db import db
from tests.bench.places import Place
from tests.bench.report import Figure
from training.certificates import documents
from training.certificates.models import Certificate

DRAWN = 40
MOST_CPU_MS = 60
# After the first few nothing is learnt any more; what still grows then would never stop.
MOST_GROWTH_MB = 10


def measure(place: Place) -> Iterator[Figure]:
    with place.app.app_context():
        snapshots = [(one.read_snapshot(), one.template_version) for one in some_certificates()]
        for snapshot, version in snapshots[: DRAWN // 4]:
            documents.draw(snapshot, version)
        before, costs = resident_mb(), []
        for snapshot, version in snapshots:
            began = time.process_time()
            documents.draw(snapshot, version)
            costs.append(1000 * (time.process_time() - began))
        growth = resident_mb() - before
    yield figure(place, "certificate, careful path, CPU", statistics.median(costs), "ms", MOST_CPU_MS)
    yield figure(place, f"memory grown by {DRAWN} certificates", growth, "MB", MOST_GROWTH_MB)


def some_certificates() -> list[Certificate]:
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id).limit(DRAWN)))


def figure(place: Place, name: str, value: float, unit: str, budget: float) -> Figure:
    return Figure(name, place.database, place.people, value, unit, budget, "at most")


def resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

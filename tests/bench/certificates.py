"""What it costs to draw certificates: one by one with care, and many of one mould."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from portal.kernel.db import db
from tests.bench.places import Place
from tests.bench.report import Figure
from training.certificates import documents
from training.certificates.domain import TEMPLATE_VERSION, Snapshot, new_code
from training.certificates.models import Certificate
from training.certificates.press import Press

DRAWN = 40
MOST_CPU_MS = 60
# After the first few nothing is learnt any more; what still grows then would never stop.
MOST_GROWTH_MB = 10
IN_BULK = (500, 17_000)
# One of many, as a share of WeasyPrint's own time for one, measured between them.
MOST_OF_FLOOR = 1 / 20
# The first one of a mould has it made, and learns nothing for those that follow.
MOST_OF_FLOOR_FIRST = 4
NAMES = ("Ava Smith", "Zoë O’Neill-Łukasz", "Siân ap Gwyn", "Małgorzata Wójcik", "Tom Wayne-Taylor")


def measure(place: Place) -> Iterator[Figure]:
    with place.app.app_context():
        snapshots = [(one.read_snapshot(), one.template_version) for one in some_certificates()]
        for snapshot, version in snapshots[: DRAWN // 4]:
            documents.draw_with_care(snapshot, version)
        before = resident_mb()
        costs = [spent(lambda: documents.draw_with_care(*one)) for one in snapshots]  # noqa: B023  # called at once
        growth = resident_mb() - before
        in_bulk = list(measure_bulk(place, snapshots[0][0]))
    yield figure(place, "certificate, careful path, CPU", statistics.median(costs), "ms", MOST_CPU_MS)
    yield figure(place, f"memory grown by {DRAWN} certificates", growth, "MB", MOST_GROWTH_MB)
    yield from in_bulk


def measure_bulk(place: Place, snapshot: Snapshot) -> Iterator[Figure]:
    """One, some hundreds and a whole workforce, each between two measurements of WeasyPrint itself."""
    first, floor = beside_floor(snapshot, 1)
    name, unit = "certificate, bulk path", "of WeasyPrint"
    yield figure(place, f"{name}, first, CPU", first / floor, unit, MOST_OF_FLOOR_FIRST, f"{first:.0f} ms")
    for count in IN_BULK:
        before = peak_mb()
        each, floor = beside_floor(snapshot, count)
        told = f"{each:.2f} ms each, {each * count / 1000:.1f} s; WeasyPrint {floor:.0f} ms each"
        yield figure(place, f"{name}, each of {count:,}, CPU", each / floor, unit, MOST_OF_FLOOR, told)
        yield figure(place, f"{name}, memory for {count:,}", peak_mb() - before, "MB", MOST_GROWTH_MB)


def beside_floor(snapshot: Snapshot, count: int) -> tuple[float, float]:
    """What each of so many costs in bulk, and what one costs WeasyPrint at the same time; both in ms."""
    many = people(snapshot, count)
    before = floor_of(snapshot)
    each = spent(lambda: draw_all(many)) / count
    return each, (before + floor_of(snapshot)) / 2


def people(snapshot: Snapshot, count: int) -> Sequence[Snapshot]:
    beginning = snapshot.check_url.removesuffix(snapshot.code)
    codes = [new_code() for _ in range(count)]
    return [
        replace(snapshot, person_name=NAMES[at % len(NAMES)], code=code, check_url=beginning + code)
        for at, code in enumerate(codes)
    ]


def draw_all(snapshots: Sequence[Snapshot]) -> None:
    """Each is let go of at once, as when it is hashed or sent."""
    press = Press()
    for one in snapshots:
        drawn = press.draw(one, TEMPLATE_VERSION)
        assert drawn.mould is not None


def floor_of(snapshot: Snapshot) -> float:
    return min(spent(lambda: documents.draw_with_care(snapshot, TEMPLATE_VERSION)) for _ in range(5))


def spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def some_certificates() -> list[Certificate]:
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id).limit(DRAWN)))


def figure(place: Place, name: str, value: float, unit: str, budget: float, detail: str = "") -> Figure:  # noqa: PLR0913, PLR0917
    return Figure(name, place.database, place.people, value, unit, budget, "at most", detail)


def resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

"""What is measured on a served partnership, with the budgets of the architecture beside it."""

from __future__ import annotations

import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from audits.marking.domain import AuditState
from audits.marking.models import Audit
from deploy.serve import web_command
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.db import db
from tests.bench import bookings, certificates, coverage, exports, imports, load, processor, searches
from tests.bench.places import Place, proportional_memory
from tests.bench.report import LEAST_NOISE, OF_HELLO, Figure
from tests.bench.yardstick import ROUNDS, WORKERS, Yardstick
from tests.support.live import running, told
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent

LARGEST_MEMORY_MB = 250
LONGEST_START_SECONDS = 2
LONGEST_SEARCH_MS = 50
# No partnership brings in more people at once.
MOST_IMPORTED = 170_000
SEARCH = "/people?name=sam+smih"


@dataclass(frozen=True)
class Page:
    """A page, who asks for it (nobody, or a demo account), and the least share of the yardstick."""

    name: str
    path: Callable[[Place], str] | str
    who: str
    sqlite: float
    postgresql: float

    def address(self, place: Place) -> str:
        return self.path if isinstance(self.path, str) else self.path(place)


def an_open_event(place: Place) -> str:
    """The next event of the partnership that can be booked."""
    with place.app.app_context():
        event_id = db.session.scalar(
            select(TrainingEvent.id)
            .where(TrainingEvent.state == EventState.OPEN, TrainingEvent.starts_at > clock.now())
            .order_by(TrainingEvent.starts_at, TrainingEvent.id)
        )
    return f"/training/events/{event_id}"


def a_marking_section(place: Place) -> str:
    """The longest section of an audit that the demo auditor has begun."""
    with place.app.app_context():
        audit_id = db.session.scalar(
            select(Audit.id)
            .join(Account, Account.person_id == Audit.auditor_id)
            .where(Account.email == "auditor@demo.example", Audit.state == AuditState.DRAFT)
            .order_by(Audit.id)
        )
    return f"/audits/{audit_id}/sections/D"


# Budgets of ARCHITECTURE 5: anonymous pages, and pages for somebody signed in.
ANYBODY = (1 / 7, 1 / 12)
SIGNED_IN = (1 / 12, 1 / 20)
PAGES = (
    Page("catalogue, 25 rows, anonymous", "/training", "", *ANYBODY),
    Page("home", "/", "practitioner", *SIGNED_IN),
    Page("catalogue", "/training", "practitioner", *SIGNED_IN),
    Page("event", an_open_event, "practitioner", *SIGNED_IN),
    Page("marking section", a_marking_section, "auditor", *SIGNED_IN),
    Page("champion roster", "/champions", "coordinator", *SIGNED_IN),
)


def measure(place: Place, yardstick: Yardstick, folder: Path) -> Iterator[Figure]:
    """Every figure of one filled database that was asked for, on a server started for it."""
    command = web_command(str(place.port), str(WORKERS))
    began = time.perf_counter()
    with running(command, told(place.settings), workers=0, log=folder / "server.log") as process:
        with processor.watched() as machine:
            waited = first_answer(place, began)
        started = figure(place, "start to first answer", waited, "s", LONGEST_START_SECONDS)
        yield replace(started, noise=max(LEAST_NOISE, machine.noise))
        for page in filter(lambda page: is_asked_for(page.name), PAGES):
            yield measure_page(place, yardstick, page)
        if is_asked_for("search"):
            yield from searches.measure(place)
        if is_asked_for("coverage") and place.people <= MOST_IMPORTED:
            yield from coverage.measure(place)
        if is_asked_for("bookings and rush"):
            yield from bookings.measure(place, yardstick)
        # Among many more people a download takes minutes, and no more memory.
        if is_asked_for("exports") and place.people <= MOST_IMPORTED:
            yield from exports.measure(place, process.pid)
        memory = proportional_memory(process.pid)
        yield figure(place, "two web workers after load", memory, "MB", LARGEST_MEMORY_MB)
    if is_asked_for("certificate"):
        yield from certificates.measure(place)
    # Last, as it doubles the workforce.
    if is_asked_for("import") and place.people <= MOST_IMPORTED:
        yield from imports.measure(place)


def is_asked_for(name: str) -> bool:
    """Whether `ONLY=roster make bench` means this one; without ONLY, every figure is measured."""
    return os.environ.get("ONLY", "") in name


def figure(place: Place, name: str, value: float, unit: str, budget: float) -> Figure:
    return Figure(name, place.database, place.people, value, unit, budget, "at most")


def first_answer(place: Place, began: float) -> float:
    while time.perf_counter() - began < 30:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{place.port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.01)
        else:
            break
    return time.perf_counter() - began


def measure_page(place: Place, yardstick: Yardstick, page: Page) -> Figure:
    cookie = place.cookie(page.who) if page.who else ""
    batches = [[load.get(page.address(place), cookie)]] * ROUNDS
    compared = yardstick.compare(place.port, batches, rate=lambda result: result.per_second)
    result = compared.result
    assert result.share(200) == 1, f"{page.name}: {result.statuses}, {result.broken} broken"
    return Figure(
        name=page.name,
        database=place.database,
        people=place.people,
        value=compared.share,
        unit=OF_HELLO,
        budget=page.sqlite if place.database == "sqlite" else page.postgresql,
        bound="at least",
        detail=f"{compared.told}, p99 {result.p99_ms:.1f} ms, {result.free:.0%} of the machine ours",
        noise=compared.noise,
    )

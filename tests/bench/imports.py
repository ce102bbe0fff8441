"""What the import of a whole workforce takes: the time of both halves, and the worker’s memory."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.imports.domain import Apply, Choices, ImportKind, ImportState, NameColumns, TakeFile
from portal.imports.models import FileImport
from portal.imports.reading.packing import pack
from portal.imports.services import applying, taking
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.people.models import Agency, Person
from portal.settings import ROOT
from tests.bench import processor
from tests.bench.places import Place
from tests.bench.report import LEAST_NOISE, Figure
from tests.support.live import told

# For 17,000 people; ten times as many may take ten times as long, and no more memory.
USUAL_PEOPLE, LONGEST_SECONDS, LARGEST_MEMORY_MB = 17_000, 30, 300
PATIENCE_SECONDS = 1_200
HEAD = (
    *("Staff number", "Given name", "Family name", "Email", "Phone", "Agency", "Team", "Job title"),
    *("Paid", "Start date", "Manager"),
)
TITLES = ("Health visitor", "Teacher", "Family worker", "Volunteer", "Housing officer", "Receptionist")
SYLLABLES = ("ba", "den", "ford", "har", "is", "kel", "lo", "mar", "nor", "os", "ra", "ser", "ton", "wil")


def measure(place: Place, people: int | None = None) -> Iterator[Figure]:
    """A first import of as many people as the partnership has, every one of them new."""
    count = people or place.people
    with place.app.app_context():
        agencies = db.session.scalars(select(Agency.name).where(Agency.is_active).order_by(Agency.id)).all()
        before = db.session.scalar(select(func.count(Person.id))) or 0
    data = a_list(count, list(agencies))
    with worker(place) as process, processor.watched() as machine:
        began = time.perf_counter()
        import_id = take(place, data)
        until(place, import_id, ImportState.READY)
        looked = time.perf_counter() - began
        with place.app.app_context(), unit_of_work():
            applying.ask_to_apply(actor_of(place), Apply(import_id=import_id, may_end_many=False))
        until(place, import_id, ImportState.APPLIED)
        took, memory = time.perf_counter() - began, peak_memory(process.pid)
    with place.app.app_context():
        assert (db.session.scalar(select(func.count(Person.id))) or 0) - before == count
    noise = max(LEAST_NOISE, machine.noise)
    budget = LONGEST_SECONDS * max(1, count / USUAL_PEOPLE)
    told = Figure(f"import of {count:,} people", place.database, place.people, took, "s", budget, "at most")
    yield replace(told, noise=noise, detail=f"shown after {looked:.1f} s")
    name = f"worker’s memory, {count:,} people"
    yield Figure(name, place.database, place.people, memory, "MB", LARGEST_MEMORY_MB, "at most")


def a_list(count: int, agencies: list[str]) -> bytes:
    """Invented people, the same for the same number; every tenth has neither number nor address."""
    dice = random.Random(count)  # noqa: S311  # invented data, no secret
    file = BytesIO()
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for number in range(count):
        rows.writerow(a_row(number, dice, agencies))
    text.flush()
    return file.getvalue()


def a_row(number: int, dice: random.Random, agencies: list[str]) -> list[object]:
    given, family = ("".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).capitalize() for _ in range(2))
    has_key = number % 10 != 0
    # Without a key the name must tell: no two of these are the same.
    family = family if has_key else f"{family}-{''.join(SYLLABLES[int(digit)] for digit in str(number))}"
    email = f"{given}.{family}.{number}@bench.example".casefold() if has_key and number % 3 else ""
    lead = number - number % 20 + 1
    manager = f"B-{lead}" if has_key and lead != number else ""
    cells = [f"B-{number}" if has_key else "", given, family, email, f"01632 {number % 1_000_000:06}"]
    cells += [agencies[number % len(agencies)], f"Team {number % 40}", dice.choice(TITLES)]
    return [*cells, "yes" if number % 7 else "no", f"{1 + number % 28:02}/0{1 + number % 9}/2022", manager]


def actor_of(place: Place) -> Actor:
    person_id = db.session.scalars(
        select(Account.person_id).where(Account.email == "coordinator@demo.example")
    ).one()
    return Actor(person_id=person_id, scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def take(place: Place, data: bytes) -> int:
    """What a web worker does with the upload."""
    packed = pack("bench.csv", BytesIO(data))
    command = TakeFile(
        kind=ImportKind.WORKFORCE,
        source_name="Bench",
        choices=Choices(role_group="support_staff"),
    )
    with place.app.app_context(), unit_of_work():
        taken = taking.take_file(actor_of(place), command, packed)
        db.session.flush()
        taking.name_columns(actor_of(place), NameColumns(taken.id, dict(taken.mapping)))
        return taken.id


def until(place: Place, import_id: int, state: ImportState) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with place.app.app_context():
            taken = db.session.get_one(FileImport, import_id)
            if taken.state is state:
                return
            assert taken.state.is_at_work, f"{taken.state}: {taken.message}"
        time.sleep(0.05)
    raise TimeoutError(f"The import was not {state} in time")


@contextmanager
def worker(place: Place) -> Iterator[subprocess.Popen[bytes]]:
    """The process that does long work, and nothing else."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "serve"]
    process = subprocess.Popen(command, env=told(place.settings), cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def peak_memory(pid: int) -> float:
    """The most megabytes that the process ever held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024

"""How long the page of coverage takes with few schools and with very many; the database is left as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, func, insert, select

from portal.kernel.db import db, unit_of_work
from portal.people.domain import AgencyKind, SchoolPhase
from portal.people.models import Agency, LocalArea, Person, School
from tests.bench import load
from tests.bench.places import Place
from tests.bench.report import LEAST_NOISE, Figure
from training.champions.domain import ChampionKind
from training.champions.models import ChampionAppointment

# A city, and more than any county has; the page of the one fits a breath, that of the other a glance.
LONGEST_MS = {70: 50, 7_000: 150}
FAR = 10_000_000  # from where the demo partnership counts
SINCE = date(2025, 9, 1)
# Every sixth school has no Champion, as in the demo partnership.
GAP_EVERY = 6
# Few enough values for one statement on either database.
AT_ONCE = 1_000


def measure(place: Place) -> Iterator[Figure]:
    for schools, longest in LONGEST_MS.items():
        with filled_up_to(place, schools):
            result = load.send(
                place.port, [load.get("/champions/coverage", place.cookie("coordinator"))], connections=1
            )
        assert result.share(200) == 1, result.statuses
        name = f"coverage of {schools:,} schools"
        told = Figure(name, place.database, place.people, result.p50_ms, "ms", longest, "at most")
        yield replace(told, noise=max(LEAST_NOISE, result.noise))


@contextmanager
def filled_up_to(place: Place, schools: int) -> Iterator[None]:
    """As many open schools as that, if there are fewer; those that were added go again."""
    with place.app.app_context():
        known = db.session.scalar(select(func.count(School.id)).where(School.is_open)) or 0
        ids = range(FAR, FAR + max(0, schools - known))
        with unit_of_work():
            _add(ids)
        try:
            # As a database does by itself before long.
            db.session.connection().exec_driver_sql("ANALYZE")
            db.session.commit()
            yield
        finally:
            with unit_of_work():
                for table, column in (
                    (ChampionAppointment, ChampionAppointment.school_id),
                    (School, School.id),
                    (Agency, Agency.id),
                ):
                    db.session.execute(delete(table).where(column >= FAR))


def _add(ids: range) -> None:
    area_ids = db.session.scalars(select(LocalArea.id).order_by(LocalArea.id)).all()
    person_id = db.session.scalar(select(func.min(Person.id)))
    held = {"person_id": person_id, "kind": ChampionKind.LEAD, "starts_on": SINCE}
    made = {"phase": SchoolPhase.PRIMARY, "is_open": True, "postcode": ""}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        agency = {"kind": AgencyKind.SCHOOL, "is_active": True}
        db.session.execute(insert(Agency), [{"id": n, "name": f"Bulk {n}", **agency} for n in some])
        db.session.execute(insert(School), [_school(n, area_ids[n % len(area_ids)], made) for n in some])
        led = [n for n in some if n % GAP_EVERY]
        db.session.execute(insert(ChampionAppointment), [{"school_id": n, **held} for n in led])


def _school(number: int, area_id: int, made: dict[str, object]) -> dict[str, object]:
    return {"id": number, "urn": number, "name": f"Bulk {number}", "agency_id": number} | {
        "local_area_id": area_id,
        **made,
    }

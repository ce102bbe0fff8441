"""Local areas, agencies and invented schools, and how many people each has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.slice import DemoPlan
from portal.kernel.text import folded
from portal.people import indexing
from portal.people.demo.names import read
from portal.people.domain import AgencyKind, SchoolPhase, SearchKind
from portal.people.models import Agency, LocalArea, School

FIRST_URN = 900_000
LAST_URN = 999_999
FEWEST_SCHOOLS = 8
USUAL_SCHOOLS = 70
USUAL_PEOPLE = 17_000
# A small demo has few schools, so that each still has a staff.
PEOPLE_PER_SCHOOL = 40


@dataclass(frozen=True, slots=True)
class Employer:
    """An agency, perhaps a school, with its weight in the workforce and the kinds of work done there."""

    agency_id: int
    name: str
    weight: int
    jobs: str
    team: str
    school_id: int | None = None
    area_id: int | None = None
    spreads_over_areas: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    areas: dict[str, int]
    agencies: list[Employer]

    @property
    def schools(self) -> list[Employer]:
        return [one for one in self.agencies if one.school_id is not None]

    def named(self, name: str) -> Employer:
        return next(one for one in self.agencies if one.name == name)


def add_places(plan: DemoPlan) -> Places:
    rng = Random(f"{plan.seed}/places")  # noqa: S311  # invented data, no secret
    data = read("places.json")
    rows = [
        {"name": name, "folded_name": folded(name), "base": base, "position": number}
        for number, (name, base) in enumerate(data["areas"], start=1)
    ]
    areas = dict(zip((row["name"] for row in rows), add_rows_for_ids(LocalArea, rows), strict=True))
    schools = _add_schools(rng, data, list(areas.values()), _count_schools(plan.people))
    return Places(areas=areas, agencies=schools + _add_agencies())


def _count_schools(people: int) -> int:
    if people > USUAL_PEOPLE:
        return people * USUAL_SCHOOLS // USUAL_PEOPLE
    return max(FEWEST_SCHOOLS, min(USUAL_SCHOOLS, people // PEOPLE_PER_SCHOOL))


def _add_agencies() -> list[Employer]:
    given = read("agencies.json")["agencies"]
    rows = [{"name": one["name"], "kind": AgencyKind(one["kind"])} for one in given]
    ids = add_rows_for_ids(Agency, rows)
    indexing.index(SearchKind.AGENCY, ((key, row["name"]) for key, row in zip(ids, rows, strict=True)))
    return [
        Employer(
            agency_id=agency_id,
            name=one["name"],
            weight=one["people"],
            jobs=one["jobs"],
            team=one["team"],
            spreads_over_areas=one.get("areas", False),
        )
        for one, agency_id in zip(given, ids, strict=True)
    ]


def _add_schools(rng: Random, data: dict[str, Any], areas: list[int], count: int) -> list[Employer]:
    phases = _phases(data, count)
    names = [
        f"{stem} {phase['suffix']}" for stem, phase in zip(_stems(rng, data, count), phases, strict=True)
    ]
    agencies = _add_school_agencies(names, phases)
    # Areas take turns, so that each has schools of every phase.
    rows = [
        {
            "urn": urn,
            "name": name,
            "phase": SchoolPhase(phase["phase"]),
            "postcode": f"YO97 {rng.randrange(1, 10)}{rng.choice('ABDEFGHJLN')}{rng.choice('PQRSTUWXYZ')}",
            "agency_id": agency_id,
            "local_area_id": areas[number % len(areas)],
        }
        for number, (urn, name, phase, agency_id) in enumerate(
            zip(_urns(rng, count), names, phases, agencies, strict=True)
        )
    ]
    ids = add_rows_for_ids(School, rows)
    indexing.index(
        SearchKind.SCHOOL, ((key, row["name"], row["urn"]) for key, row in zip(ids, rows, strict=True))
    )
    return [_employer(row, phase, school_id) for row, phase, school_id in zip(rows, phases, ids, strict=True)]


def _add_school_agencies(names: list[str], phases: list[dict[str, Any]]) -> list[int]:
    kinds = [AgencyKind.EDUCATION if one["phase"] == "college" else AgencyKind.SCHOOL for one in phases]
    ids = add_rows_for_ids(
        Agency, [{"name": name, "kind": kind} for name, kind in zip(names, kinds, strict=True)]
    )
    indexing.index(SearchKind.AGENCY, zip(ids, names, strict=True))
    return ids


def _employer(row: dict[str, Any], phase: dict[str, Any], school_id: int) -> Employer:
    return Employer(
        agency_id=row["agency_id"],
        name=row["name"],
        weight=phase["staff"],
        jobs="school",
        team="",
        school_id=school_id,
        area_id=row["local_area_id"],
    )


def _phases(data: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """The first is a primary school; the first few hold every phase, and the mix is York's as they grow."""
    kinds: list[dict[str, Any]] = data["phases"]
    rest = [phase for phase in kinds for _ in range(phase["count"] - 1)]
    spread = [rest[number * 7 % len(rest)] for number in range(len(rest))]
    return (kinds + spread * (count // len(rest) + 1))[:count]


def _stems(rng: Random, data: dict[str, Any], count: int) -> Iterator[str]:
    words, grounds = data["school_words"], data["school_grounds"]
    size = len(words) * len(grounds)
    yield data["first_school"]
    for number in rng.sample(range(size * (1 + count // size)), count - 1):
        again, stem = divmod(number, size)
        yield f"{'Upper ' * again}{words[stem // len(grounds)]} {grounds[stem % len(grounds)]}"


def _urns(rng: Random, count: int) -> list[int]:
    """No real school has a number from 900000 on."""
    return sorted(rng.sample(range(FIRST_URN, LAST_URN + 1), count))

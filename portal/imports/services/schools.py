"""What a list of schools does to the register, and doing it. A school is an agency with a URN."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import update

from portal.imports.domain import Outcome
from portal.imports.models import FileImport
from portal.imports.queries import register
from portal.imports.queries.register import KnownAgency, KnownSchool
from portal.imports.reading.fields import no_such_area
from portal.imports.reading.rows import StagedRow, Step
from portal.imports.reading.schools import districts
from portal.imports.reading.values import district
from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.cells import Problem
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.kernel.words import word
from portal.people import indexing
from portal.people.domain import AgencyKind, SchoolPhase, SearchKind
from portal.people.models import Agency, School

# What a school's own agency may be; another agency of the same name is another thing.
OWN_KINDS = {AgencyKind.SCHOOL, AgencyKind.EDUCATION}


class SchoolPlanner:
    """Compares rows with the schools of the register, in the order of the file."""

    def __init__(self, taken: FileImport) -> None:
        self._headings = taken.mapping
        self._known = register.list_schools()
        self._areas = register.list_areas()
        self._by_name: dict[str, KnownAgency | None] = {
            folded(agency.name): agency for agency in register.list_agencies()
        }
        self._districts = districts(taken.chosen)
        self._fallback = next(
            (name for area_id, name in self._areas.values() if area_id == taken.chosen.local_area_id), None
        )

    def plan(self, rows: Sequence[StagedRow]) -> list[Step]:
        return [self._step(row) for row in rows]

    def finish(self) -> Iterator[Step]:
        """Schools that the list does not name stay as they are: extracts often hold a part."""
        return iter(())

    def _step(self, row: StagedRow) -> Step:
        known = self._known.get(row.values["urn"])
        if row.values["left_out"]:
            return self._left_out(row, row.values["left_out"])
        if not row.values["is_open"]:
            return self._closed(row, known)
        said = row.values["local_area"]
        if said and folded(said) not in self._areas:
            return self._refused(row, "local_area", no_such_area(said))
        return self._new(row) if known is None else self._changed(row, known)

    def _closed(self, row: StagedRow, known: KnownSchool | None) -> Step:
        if known is None:
            return self._left_out(row, "It is closed, and the register does not know it")
        outcome = Outcome.ENDED if known.values["is_open"] else Outcome.UNCHANGED
        values, before = {"is_open": False}, {"is_open": known.values["is_open"]}
        return Step(
            number=row.number,
            outcome=outcome,
            name=str(known.values["name"]),
            subject_id=known.id,
            values=values | {"agency_id": known.agency_id},
            before=before,
        )

    def _new(self, row: StagedRow) -> Step:
        area = self._area_of(row)
        if area is None:
            reason = f"Choose {word.a_local_area} for schools of this postcode, or for all new schools"
            return self._refused(row, "local_area", reason)
        if row.values["phase"] is None:
            return self._refused(row, "phase", "Enter the phase of education")
        same = self._by_name.get(folded(row.values["name"]))
        is_own = same is not None and same.kind in OWN_KINDS and not same.is_school
        values = {
            "urn": row.values["urn"],
            "name": row.values["name"],
            "phase": row.values["phase"],
            "postcode": row.values["postcode"] or "",
            "local_area": area,
            "agency": same.name if same and is_own else self._free_name(row),
            "agency_id": same.id if same and is_own else None,
        }
        self._by_name[folded(values["agency"])] = None
        return Step(number=row.number, outcome=Outcome.ADDED, name=row.values["name"], values=values)

    def _free_name(self, row: StagedRow) -> str:
        """The name of the school's agency; two schools of one name are told apart by their URN."""
        name: str = row.values["name"]
        return f"{name} (URN {row.values['urn']})" if folded(name) in self._by_name else name

    def _changed(self, row: StagedRow, known: KnownSchool) -> Step:
        said = {name: row.values[name] for name in ("name", "phase", "postcode", "is_open")}
        if row.values["local_area"]:
            said["local_area"] = self._areas[folded(row.values["local_area"])][1]
        new = {name: value for name, value in said.items() if value is not None}
        new = {name: value for name, value in new.items() if value != known.values[name]}
        before = {name: known.values[name] for name in new}
        if "name" in new and known.agency == known.values["name"]:
            new["agency"] = self._free_name(row)
            self._by_name[folded(new["agency"])] = None
        outcome = Outcome.CHANGED if new else Outcome.UNCHANGED
        return Step(
            number=row.number,
            outcome=outcome,
            name=row.values["name"],
            subject_id=known.id,
            values=new | {"agency_id": known.agency_id} if new else {},
            before=before,
        )

    def _area_of(self, row: StagedRow) -> str | None:
        """By the row, else by the postcode, else the one chosen at the upload."""
        served_by = self._districts.get(district(row.values["postcode"] or ""), "")
        for name in (folded(row.values["local_area"]), served_by):
            if name in self._areas:
                return self._areas[name][1]
        return self._fallback

    def _left_out(self, row: StagedRow, why: str) -> Step:
        return Step(number=row.number, outcome=Outcome.LEFT_OUT, name=row.values["name"], note=why)

    def _refused(self, row: StagedRow, field: str, why: str) -> Step:
        problem = Problem(row.number, self._headings.get(field, ""), why)
        return Step(number=row.number, outcome=Outcome.REFUSED, name=row.values["name"], problem=problem)


def write(steps: Sequence[Step]) -> list[tuple[Step, int]]:
    """Do what these steps say; answers each with the id of its school."""
    areas = dict(register.list_areas().values())
    ids = {name: area_id for area_id, name in areas.items()}
    done = _add([step for step in steps if step.outcome is Outcome.ADDED], ids)
    kept = [step for step in steps if step.outcome is not Outcome.ADDED]
    _change(kept, ids)
    return done + [(step, step.subject_id or 0) for step in kept]


def _add(steps: Sequence[Step], areas: dict[str, int]) -> list[tuple[Step, int]]:
    without = [step for step in steps if step.values["agency_id"] is None]
    names = [{"name": step.values["agency"], "kind": _kind(step)} for step in without]
    made = dict(zip((step.number for step in without), add_rows_for_ids(Agency, names), strict=True))
    rows = [
        {
            "urn": step.values["urn"],
            "name": step.values["name"],
            "phase": SchoolPhase(step.values["phase"]),
            "postcode": step.values["postcode"],
            "agency_id": step.values["agency_id"] or made[step.number],
            "local_area_id": areas[step.values["local_area"]],
        }
        for step in steps
    ]
    ids = add_rows_for_ids(School, rows)
    _index(zip(ids, rows, strict=True))
    indexing.index(SearchKind.AGENCY, ((made[step.number], step.values["agency"]) for step in without))
    return list(zip(steps, ids, strict=True))


def _kind(step: Step) -> AgencyKind:
    is_college = step.values["phase"] == SchoolPhase.COLLEGE
    return AgencyKind.EDUCATION if is_college else AgencyKind.SCHOOL


def _index(schools: Any) -> None:  # noqa: ANN401  # pairs of id and row
    indexing.index(SearchKind.SCHOOL, ((number, row["name"], row["urn"]) for number, row in schools))


def _change(steps: Sequence[Step], areas: dict[str, int]) -> None:
    schools, agencies = [], []
    for step in steps:
        new = dict(step.values)
        agency_id, agency = new.pop("agency_id"), new.pop("agency", None)
        if "local_area" in new:
            new["local_area_id"] = areas[new.pop("local_area")]
        if "phase" in new:
            new["phase"] = SchoolPhase(new["phase"])
        schools.append({"id": step.subject_id, **new})
        of_agency = ({"name": agency} if agency else {}) | (
            {"is_active": new["is_open"]} if "is_open" in new else {}
        )
        if of_agency:
            agencies.append({"id": agency_id, **of_agency})
    for table, rows in ((School, schools), (Agency, agencies)):
        if rows:
            db.session.execute(update(table), rows)
    named = [row for row in schools if "name" in row]
    urns = register.urns_of([row["id"] for row in named])
    _index((row["id"], row | {"urn": urns[row["id"]]}) for row in named)
    renamed = [(row["id"], row["name"]) for row in agencies if "name" in row]
    indexing.index(SearchKind.AGENCY, renamed)

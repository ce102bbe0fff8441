"""What a list of agencies does to the register, and doing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import update

from portal.imports.domain import Outcome
from portal.imports.models import ExternalKey, FileImport
from portal.imports.queries import register
from portal.imports.queries.register import KnownAgency
from portal.imports.reading.rows import StagedRow, Step
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.cells import Problem
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.people import indexing
from portal.people.domain import AgencyKind, SearchKind
from portal.people.hooks import tell_posts_changed
from portal.people.models import Agency

FIELDS = ("name", "kind", "is_active")
# Whose posts are told of in one go.
PEOPLE_AT_ONCE = 500


class AgencyPlanner:
    """Compares rows with the agencies of the register, in the order of the file."""

    posts_before = 0

    def __init__(self, taken: FileImport) -> None:
        self._headings = taken.mapping
        self._keys = register.agency_keys(taken.source_id)
        agencies = register.list_agencies()
        self._by_id = {agency.id: agency for agency in agencies}
        # A name that this list has taken for a new agency belongs to no known one.
        self._by_name: dict[str, int | None] = {folded(agency.name): agency.id for agency in agencies}

    def plan(self, rows: Sequence[StagedRow]) -> list[Step]:
        return [self._step(row) for row in rows]

    def finish(self) -> Iterator[Step]:
        """Agencies that the list does not name stay as they are."""
        return iter(())

    def _step(self, row: StagedRow) -> Step:
        said, name = row.values, folded(row.values["name"])
        by_key = self._keys.get(said["list_key"]) if said["list_key"] else None
        by_name = self._by_name.get(name)
        if name in self._by_name and by_key is not None and by_name != by_key:
            return self._refused(row, "Another agency has this name")
        if name in self._by_name and by_name is None:
            return self._refused(row, "Another row of this list has this name")
        known = self._by_id.get(by_key or by_name or 0)
        if known is None:
            return self._new(row)
        if known.is_school:
            return self._left_out(row, "It is a school: schools come in with the list of schools")
        return self._changed(row, known)

    def _new(self, row: StagedRow) -> Step:
        if row.values["is_active"] is False:
            return self._left_out(row, "It has ended, and the register does not know it")
        self._by_name[folded(row.values["name"])] = None
        given = {name: row.values[name] for name in ("name", "kind", "list_key")}
        return Step(number=row.number, outcome=Outcome.ADDED, name=row.values["name"], values=given)

    def _changed(self, row: StagedRow, known: KnownAgency) -> Step:
        said = {name: row.values[name] for name in FIELDS if row.values[name] is not None}
        new = {name: value for name, value in said.items() if value != getattr(known, name)}
        outcome = Outcome.CHANGED if new else Outcome.UNCHANGED
        if new.get("is_active") is False:
            outcome = Outcome.ENDED
        if "name" in new:
            self._by_name[folded(new["name"])] = None
        key = row.values["list_key"]
        return Step(
            number=row.number,
            outcome=outcome,
            name=row.values["name"],
            subject_id=known.id,
            values=new | ({"list_key": key} if key and key not in self._keys else {}),
            before={name: getattr(known, name) for name in new},
        )

    def _left_out(self, row: StagedRow, why: str) -> Step:
        return Step(number=row.number, outcome=Outcome.LEFT_OUT, name=row.values["name"], note=why)

    def _refused(self, row: StagedRow, why: str) -> Step:
        problem = Problem(row.number, self._headings.get("name", ""), why)
        return Step(number=row.number, outcome=Outcome.REFUSED, name=row.values["name"], problem=problem)


def write(taken: FileImport, steps: Sequence[Step]) -> list[tuple[Step, int]]:
    """Do what these steps say; answers each with the id of its agency."""
    new = [step for step in steps if step.outcome is Outcome.ADDED]
    names = [{"name": step.values["name"], "kind": AgencyKind(step.values["kind"])} for step in new]
    done = list(zip(new, add_rows_for_ids(Agency, names), strict=True))
    kept = [(step, step.subject_id or 0) for step in steps if step.outcome is not Outcome.ADDED]
    changes = [{"id": agency_id, **_columns(step)} for step, agency_id in kept if _columns(step)]
    if changes:
        db.session.execute(update(Agency), changes)
        _tell_of_posts([row["id"] for row in changes if "kind" in row])
    named = [(step, agency_id) for step, agency_id in done + kept if "name" in step.values]
    indexing.index(SearchKind.AGENCY, ((agency_id, step.values["name"]) for step, agency_id in named))
    _add_keys(taken, done + kept)
    return done + kept


def _tell_of_posts(agency_ids: Sequence[int]) -> None:
    """At an agency of another kind other things are asked of people."""
    people = register.list_people_of(agency_ids) if agency_ids else ()
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        tell_posts_changed(people[start : start + PEOPLE_AT_ONCE])


def _columns(step: Step) -> dict[str, Any]:
    new = {name: value for name, value in step.values.items() if name in FIELDS}
    return new | ({"kind": AgencyKind(new["kind"])} if "kind" in new else {})


def _add_keys(taken: FileImport, done: Sequence[tuple[Step, int]]) -> None:
    keys = (
        {"source_id": taken.source_id, "key": step.values["list_key"], "agency_id": agency_id}
        for step, agency_id in done
        if step.values.get("list_key")
    )
    add_rows(ExternalKey, ({**row, "person_id": None} for row in keys))

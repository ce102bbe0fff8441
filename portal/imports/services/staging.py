"""Reading a file and comparing it with the register, in the background. Callers commit, batch by batch."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Protocol

from sqlalchemy import delete, update

from portal.imports.domain import Coverage, ImportKind, ImportRules, ImportState, Outcome
from portal.imports.models import FileImport, ImportProblem, ImportRow, ImportStep
from portal.imports.queries import files, people
from portal.imports.reading.rows import StagedRow, Step
from portal.imports.reading.table import Batch, Plan
from portal.imports.services.agencies import AgencyPlanner
from portal.imports.services.schools import SchoolPlanner
from portal.imports.services.taking import purge
from portal.imports.services.workforce import WorkforcePlanner
from portal.kernel.bulk import add_rows, refresh_statistics
from portal.kernel.cells import FileRefused, Problem
from portal.kernel.db import db
from portal.kernel.rules import in_force

NUMBERS = ("rows", "left_out", "refused")
# Made once: `json.dumps` would make an encoder for each of many thousand steps.
WRITTEN_ALIKE = json.JSONEncoder(sort_keys=True).encode


class Planner(Protocol):
    """Says what rows would do to the register as it is now, always the same for the same register."""

    def plan(self, rows: Sequence[StagedRow]) -> list[Step]: ...

    def finish(self) -> Iterator[Step]:
        """What follows from the list as a whole, once every row was planned."""


PLANNERS: Mapping[ImportKind, Callable[[FileImport], Planner]] = {
    ImportKind.WORKFORCE: WorkforcePlanner,
    ImportKind.AGENCIES: AgencyPlanner,
    ImportKind.SCHOOLS: SchoolPlanner,
}


@dataclass
class Tally:
    """What a plan comes to, and a digest that another plan has only when it does the same."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    doubtful: int = 0
    missing: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.outcomes[step.outcome] += 1
            self.doubtful += step.is_doubtful
            self.missing += bool(step.outcome is Outcome.ENDED and not step.number)
            written = (step.outcome.value, step.subject_id, step.post_id, step.values, step.before)
            self._hash.update(WRITTEN_ALIKE([step.number, *written]).encode())

    @property
    def digest(self) -> str:
        return str(self._hash.hexdigest())


def begin_reading(import_id: int) -> Plan | None:
    """How to read the file, from the start whatever was read before; None when there is nothing to read."""
    taken = files.get_import(import_id, lock=True)
    if taken.state is not ImportState.READING:
        return None
    for table in (ImportRow, ImportStep, ImportProblem):
        db.session.execute(delete(table).where(table.import_id == import_id))
    for name in NUMBERS:
        setattr(taken, name, 0)
    return Plan(taken.kind, taken.mapping, taken.chosen, in_force(ImportRules))


def keep_batch(import_id: int, batch: Batch) -> None:
    names = ("number", "key", "other_key")
    rows = ({name: getattr(row, name) for name in names} | {"said": dict(row.values)} for row in batch.rows)
    add_rows(ImportRow, ({"import_id": import_id, **row} for row in rows))
    _add_problems(import_id, batch.problems, is_of_register=False)
    db.session.execute(
        update(FileImport)
        .where(FileImport.id == import_id)
        .values(rows=FileImport.rows + batch.count, left_out=FileImport.left_out + batch.elsewhere)
    )


def _add_problems(import_id: int, problems: Iterable[Problem], *, is_of_register: bool) -> None:
    add_rows(
        ImportProblem,
        (
            {
                "import_id": import_id,
                "number": one.row,
                "column": one.column,
                "reason": one.reason,
                "is_of_register": is_of_register,
            }
            for one in problems
        ),
    )


def plan_steps(taken: FileImport) -> Iterator[list[Step]]:
    """What the file would do to the register as it is now, in batches and in order."""
    planner: Planner = PLANNERS[taken.kind](taken)
    for rows in files.staged_rows(taken.id):
        yield planner.plan(rows)
    rest = planner.finish()
    while some := list(islice(rest, files.BATCH)):
        yield some


def keep_steps(import_id: int, steps: Sequence[Step]) -> None:
    problems = [step.problem for step in steps if step.problem is not None]
    _add_problems(import_id, problems, is_of_register=True)
    names = ("number", "outcome", "name", "subject_id", "post_id", "note")
    add_rows(
        ImportStep,
        (
            {name: getattr(step, name) for name in names}
            | {"import_id": import_id, "values": dict(step.values), "before": dict(step.before)}
            for step in steps
            if step.outcome is not Outcome.REFUSED
        ),
    )


def finish_reading(import_id: int, tally: Tally) -> None:
    """Show what was found."""
    taken = files.get_import(import_id, lock=True)
    elsewhere = taken.left_out
    taken.added, taken.changed, taken.ended, taken.unchanged = (
        tally.outcomes[outcome]
        for outcome in (Outcome.ADDED, Outcome.CHANGED, Outcome.ENDED, Outcome.UNCHANGED)
    )
    taken.left_out = elsewhere + tally.outcomes[Outcome.LEFT_OUT]
    taken.refused = files.count_refused(import_id)
    taken.posts_before = _count_posts_before(taken)
    taken.doubtful, taken.missing, taken.digest = tally.doubtful, tally.missing, tally.digest
    taken.state = ImportState.READY
    refresh_statistics(ImportRow, ImportStep)


def _count_posts_before(taken: FileImport) -> int:
    agency_id, coverage = taken.chosen.agency_id, taken.chosen.coverage
    return people.count_current_posts(agency_id) if agency_id and coverage is Coverage.WHOLE else 0


def forget_steps(import_id: int) -> None:
    """Before the rows are compared anew: the register has moved since."""
    taken = files.get_import(import_id, lock=True)
    taken.left_out -= _count_listed(import_id)
    db.session.execute(delete(ImportStep).where(ImportStep.import_id == import_id))
    db.session.execute(
        delete(ImportProblem).where(
            ImportProblem.import_id == import_id, ImportProblem.is_of_register.is_(True)
        )
    )
    taken.state, taken.is_remade = ImportState.READING, True


def _count_listed(import_id: int) -> int:
    found = (len(steps) for steps in files.steps_of(import_id, [Outcome.LEFT_OUT]))
    return sum(chain(found))


def refuse(import_id: int, refusal: FileRefused) -> None:
    """The file as a whole is none that the portal can read: nothing of it is kept."""
    taken = files.get_import(import_id, lock=True)
    for table in (ImportRow, ImportStep, ImportProblem):
        db.session.execute(delete(table).where(table.import_id == import_id))
    _add_problems(import_id, refusal.problems, is_of_register=False)
    taken.state, taken.message = ImportState.REFUSED, refusal.message


def stopped(import_id: int) -> None:
    """Somebody stopped the work: what was read is thrown away; what was to be applied waits again."""
    taken = files.get_import(import_id, lock=True)
    taken.message = "It was stopped, and nothing was imported"
    if taken.state is ImportState.APPLYING:
        taken.state = ImportState.READY
        return
    taken.state = ImportState.STOPPED
    purge(taken)

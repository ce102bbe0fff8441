"""From a file to what its rows say, a batch at a time, and what is wrong with them. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from portal.imports.domain import Choices, ImportKind, ImportRules
from portal.imports.reading import agencies, schools, workforce
from portal.imports.reading.mapping import headings_of
from portal.imports.reading.rows import Reading, StagedRow
from portal.kernel.cells import CONTROLS, FileRefused, Problem, fault_of, tidied
from portal.kernel.reading import Record, records

ROWS_A_BATCH = 2_000
READERS: Mapping[ImportKind, Callable[[Reading], StagedRow]] = {
    ImportKind.WORKFORCE: workforce.read,
    ImportKind.AGENCIES: agencies.read,
    ImportKind.SCHOOLS: schools.read,
}
TWIN = {
    ImportKind.WORKFORCE: "It is in row {} already. Two people need a staff number or an email address each",
    ImportKind.AGENCIES: "It is in row {} already",
    ImportKind.SCHOOLS: "It is in row {} already",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be read."""

    kind: ImportKind
    mapping: Mapping[str, str]
    choices: Choices
    rules: ImportRules


@dataclass(slots=True)
class Batch:
    """Some rows of a file. `position` is how many of its bytes are behind us, as far as can be said."""

    rows: list[StagedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Rows read, and those that are of another local authority, which nobody wants to see listed.
    count: int = 0
    elsewhere: int = 0
    position: int = 0


def batches(file: BinaryIO, plan: Plan) -> Iterator[Batch]:
    """Raise `FileRefused`, at once or on the way, when the file as a whole cannot be read."""
    found = records(file)
    first = next(found, None)
    if first is None:
        raise FileRefused("The file is empty")
    reader = _Reader(plan, headings_of([CONTROLS.sub(" ", cell) for cell in first[1]]))
    while some := list(islice(found, ROWS_A_BATCH)):
        yield reader.read(some, file.tell())


class _Reader:
    def __init__(self, plan: Plan, headings: list[str]) -> None:
        missing = [heading for heading in plan.mapping.values() if heading not in headings]
        if missing:
            raise FileRefused(f"The file has no column “{missing[0]}”")
        self._plan = plan
        self._width = len(headings)
        self._places = {name: headings.index(heading) for name, heading in plan.mapping.items()}
        # Keys that were there before, with their rows.
        self._seen: dict[int, int] = {}
        self._count = 0

    def read(self, some: list[Record], position: int) -> Batch:
        self._count += len(some)
        if self._count > self._plan.rules.rows:
            most = self._plan.rules.rows
            raise FileRefused(
                f"The file has more than {most:,} rows. Split it and import the parts one by one"
            )
        batch = Batch(count=len(some), position=position)
        for number, cells in some:
            self._read_row(number, cells, batch)
        return batch

    def _read_row(self, number: int, cells: list[str], batch: Batch) -> None:
        reading = Reading(number, {}, self._plan.mapping)
        reading.cells = self._cells(cells, reading)
        authority = self._plan.choices.local_authority
        if self._plan.kind is ImportKind.SCHOOLS and not schools.is_of(authority, reading):
            batch.elsewhere += 1
            return
        if any(cell.strip() for cell in cells[self._width :]):
            told = f"This row has {len(cells)} cells and the header has {self._width}. "
            reading.problems.append(Problem(number, "", told + "Check for stray separators"))
        row = READERS[self._plan.kind](reading)
        if not reading.problems:
            self._find_twin(reading, row.twin)
        if reading.problems:
            batch.problems += reading.problems
        else:
            batch.rows.append(row)

    def _cells(self, cells: list[str], reading: Reading) -> dict[str, str]:
        """The text of each cell; one that cannot be taken is written down and counts as empty."""
        longest, taken = self._plan.rules.longest_cell, {}
        for name, place in self._places.items():
            cell = cells[place] if place < len(cells) else ""
            fault = fault_of(cell, longest) if cell else None
            if fault:
                reading.refuse(name, fault)
            taken[name] = "" if fault else tidied(cell)
        return taken

    def _find_twin(self, reading: Reading, twin: str) -> None:
        # Of 64 bits: in a list of 250,000 rows two unlike keys share one less than once in a hundred million.
        before = self._seen.setdefault(hash(twin), reading.number)
        if before != reading.number:
            reading.problems.append(Problem(reading.number, "", TWIN[self._plan.kind].format(before)))

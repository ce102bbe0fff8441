"""What one row of a list says, with everything that is wrong with it. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from portal.imports.domain import Outcome
from portal.kernel.cells import CellRefused, Problem

Value = TypeVar("Value")


@dataclass(slots=True)
class Reading:
    """One row while it is read: its cells by field, and what was found wrong."""

    number: int
    cells: Mapping[str, str]
    # By field: how the column is called in the file, which is how people find it.
    headings: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[str], Value], default: Any = None) -> Any:  # noqa: ANN401  # the value, or the default
        """The value of a cell; the default when it is empty, or refused, which is written down."""
        cell = self.cells.get(name, "")
        if not cell:
            return default
        try:
            return reader(cell)
        except CellRefused as refusal:
            self.refuse(name, str(refusal))
            return default

    def needed(self, name: str, what: str) -> str:
        cell = self.cells.get(name, "")
        # A cell that was refused for what it holds is not missing.
        if not cell and not self.is_refused(name):
            self.refuse(name, f"Enter {what}")
        return cell

    def is_refused(self, name: str) -> bool:
        return any(problem.column == self.headings.get(name, name) for problem in self.problems)

    def refuse(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self.number, self.headings.get(name, name), reason))


@dataclass(frozen=True, slots=True)
class StagedRow:
    """What a row says, in values that JSON can hold.

    `key` is equal for rows about the same person, agency or school; `twin` for rows of which one is too many.
    """

    number: int
    key: str
    values: Mapping[str, Any]
    twin: str = ""
    # By what else another row of the list may name it.
    other_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a row would do to the register."""

    number: int
    outcome: Outcome
    name: str
    subject_id: int | None = None
    post_id: int | None = None
    # What would be written, and what stands there now.
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    # Said on the preview; changes nothing.
    note: str = ""
    # Somebody new who looks like somebody known.
    is_doubtful: bool = False
    problem: Problem | None = None

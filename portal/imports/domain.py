"""The words and commands of register imports. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


class ImportKind(StrEnum):
    WORKFORCE = "workforce"
    AGENCIES = "agencies"
    SCHOOLS = "schools"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class ImportState(StrEnum):
    RECEIVED = "received"
    READING = "reading"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    STOPPED = "stopped"
    REFUSED = "refused"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        return _STATES[self]

    @property
    def is_at_work(self) -> bool:
        return self in {ImportState.READING, ImportState.APPLYING}


_STATES = {
    ImportState.RECEIVED: "Columns to be named",
    ImportState.READING: "Being read",
    ImportState.READY: "Waiting for your check",
    ImportState.APPLYING: "Being imported",
    ImportState.APPLIED: "Imported",
    ImportState.STOPPED: "Stopped",
    ImportState.REFUSED: "Refused",
    ImportState.DISCARDED: "Thrown away",
}


class Outcome(StrEnum):
    """What a row of a file does to the register."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Coverage(StrEnum):
    CHANGES = "changes"
    WHOLE = "whole"


@adjustable("imports", "Register imports")
@dataclass(frozen=True, slots=True)
class ImportRules:
    largest_ending: Fraction = amount(
        20,
        Unit.PERCENT,
        within=(0, 100),
        label="Most posts that a whole list ends unasked",
        says="A list that would end a larger share of an agency’s posts needs an explicit tick",
    )
    rows: int = amount(
        250_000,
        Unit.ROWS,
        within=(100, 1_000_000),
        label="Longest file",
        says="A file with more rows is refused",
    )
    longest_cell: int = amount(
        200,
        Unit.CHARACTERS,
        within=(50, 2_000),
        label="Longest cell",
        says="A row with more text in one cell is refused",
    )


@adjustable("kept_imports", "Imported files", retention=True)
@dataclass(frozen=True, slots=True)
class KeptImports:
    days: timedelta = amount(
        7,
        Unit.DAYS,
        within=(1, 90),
        label="Files and their rows",
        says="So long after a file was taken in, what was read from it is kept; then it is deleted",
    )


# The Department for Education's list of all England is some 65 MB. What stands in front of the portal must
# let as much through.
LARGEST_FILE_MB = 120


@dataclass(frozen=True, slots=True)
class Choices:
    """What is said at the upload about the whole file; remembered for the source."""

    coverage: Coverage = Coverage.CHANGES
    # Of a workforce list: whose list it is. None: each row names its agency.
    agency_id: int | None = None
    # Of a list of schools: which local authority's are taken, by number or name.
    local_authority: str = ""
    # Where a new school belongs when neither its row nor its postcode says so.
    local_area_id: int | None = None
    # “YO24 West”, one a line: a postcode's first part and the local area that serves it.
    districts: str = ""
    # The role group of posts whose row does not name one.
    role_group: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Choices:
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        return cls(**known | {"coverage": Coverage(known.get("coverage", Coverage.CHANGES))})


@dataclass(frozen=True, slots=True)
class TakeFile:
    """Command: take a file in, to be read once its columns are named."""

    kind: ImportKind
    # A source that is known, or the name of a new one.
    source_id: int | None = None
    source_name: str = ""
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True, slots=True)
class NameColumns:
    """Command: say which column holds what, and read the file."""

    import_id: int
    # By field of ours: the heading of the file.
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Apply:
    """Command: do what the preview says."""

    import_id: int
    may_end_many: bool = False


class SourceNeedsName(RuleBroken):
    message = "Give the source a name, such as “Health trust HR list”"
    field = "source_name"


class SourceIsChosen(RuleBroken):
    """A new source was named while a known one was chosen: its columns and staff numbers would be taken."""

    message = "You chose a source and named another. Choose “A new source” above, or leave this empty"
    field = "source_name"


class ColumnMissing(RuleBroken):
    """Something that every row needs has no column."""


class ColumnTwice(RuleBroken):
    """One column cannot be two things."""


class NotThere(RuleBroken):
    message = "This file is past that step. Look at where it is now"


class EndsMany(RuleBroken):
    message = "This list would end many posts. Tick the box to say that this is right"
    field = "may_end_many"


class NothingToDo(RuleBroken):
    message = "The register already says all this: there is nothing to import"


class WholeNeedsAgency(RuleBroken):
    message = "Choose the agency whose whole list this is"
    field = "agency"


class UnknownDistrict(RuleBroken):
    field = "districts"


class RegisterMoved(Exception):
    """The register is no longer as it was when the preview was made."""

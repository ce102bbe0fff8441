"""`flask audits draw`, `allocate` and `agreement`: anyone can work these out again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import click

from audits.cycles import marks_file, plan_file
from audits.cycles.allocation import Allocation, Impossible, PlanInvalid, allocate
from audits.cycles.draw import ONE_STRATUM, Drawn, Framed, draw
from checklists.agreement import Agreement, agreement
from portal.kernel.errors import RuleBroken


@click.group("audits")
def audits() -> None:
    """Quality audit: samples, allocation, agreement."""


@audits.command("draw")
@click.option("--seed", required=True, help="The published seed.")
@click.option("--size", type=click.IntRange(min=1), required=True, help="How many to draw.")
@click.option("--strata", default="", help="Columns that make the strata, joined by commas.")
@click.option("--json", "compact", is_flag=True, help="On one line.")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def draw_file(*, seed: str, size: int, strata: str, compact: bool, file: IO[str]) -> None:
    """Draw again from FILE, a register export with a `reference` column (docs/audits.md 4.3)."""
    columns = [name.strip() for name in strata.split(",") if name.strip()]
    try:
        drawn = draw(read_frame(file, columns), size=size, seed=seed)
    except RuleBroken as error:
        raise click.UsageError(error.message) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file.name} is not a CSV file in UTF-8: {error}") from error
    click.echo(json.dumps(drawn_as_json(drawn), indent=None if compact else 2, ensure_ascii=False))


def read_frame(file: Iterable[str], columns: Sequence[str]) -> Iterator[Framed]:
    """Refuse a missing column, and a row that leaves one of them empty, by row and column."""
    rows = csv.DictReader(file)
    needed = ["reference", *columns]
    missing = [name for name in needed if name not in (rows.fieldnames or [])]
    if missing:
        raise click.UsageError(f"There is no column {', '.join(missing)}")
    for row in rows:
        values = [(row[name] or "").strip() for name in needed]
        for name, value in zip(needed, values, strict=True):
            if not value:
                raise click.UsageError(f"Row {rows.line_num}, column {name}: is empty")
        yield Framed(values[0], " / ".join(values[1:]) or ONE_STRATUM)


def drawn_as_json(drawn: Drawn) -> dict[str, Any]:
    return {
        "seed": drawn.seed,
        "size": drawn.size,
        "strata": [
            {"name": stratum.name, "population": stratum.population, "share": stratum.share}
            for stratum in drawn.strata
        ],
        "chosen": list(drawn.chosen),
        "reserve": {stratum.name: list(stratum.reserve) for stratum in drawn.strata},
    }


@audits.command("allocate")
@click.option("--json", "compact", is_flag=True, help="On one line.")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.pass_context
def allocate_file(context: click.Context, *, compact: bool, file: IO[str]) -> None:
    """Give the cases in FILE to auditors (docs/audits.md 4.3). Exit 1 when a slot stays empty."""
    try:
        allocation = allocate(plan_file.read(file.read()))
    except PlanInvalid as error:
        raise click.UsageError(error.message) from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file.name} is not in UTF-8: {error}") from error
    click.echo(json.dumps(allocation_as_json(allocation), indent=None if compact else 2, ensure_ascii=False))
    context.exit(1 if allocation.impossible else 0)


def allocation_as_json(allocation: Allocation) -> dict[str, Any]:
    return {
        "slots": [{"auditor": slot.auditor, "reference": slot.reference} for slot in allocation.slots],
        "max_ratio": str(allocation.max_ratio),
        "max_load": allocation.max_load,
        "cost": allocation.cost,
        "impossible": [_impossible_as_json(case) for case in allocation.impossible],
    }


def _impossible_as_json(case: Impossible) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "barred": [{"auditor": bar.auditor, "rule": bar.rule} for bar in case.barred],
        "ways_out": list(case.ways_out),
    }


@audits.command("agreement")
@click.option("--grades", default="1-4", show_default=True, help="The whole scale, used or not.")
@click.option("--intervals", is_flag=True, help="Add a 95% interval for each figure that has one.")
@click.option("--json", "compact", is_flag=True, help="On one line.")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def agreement_of_file(*, grades: str, intervals: bool, compact: bool, file: IO[str]) -> None:
    """How far the markers in FILE agree (docs/audits.md 5).

    One row a marker, one column a file, `.` for a missing mark.
    """
    try:
        scale = marks_file.read_scale(grades)
        found = agreement(marks_file.read(file, scale), scale)
    except RuleBroken as error:
        raise click.UsageError(error.message) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file.name} is not a CSV file in UTF-8: {error}") from error
    said = agreement_as_json(found) | ({"intervals": intervals_as_json(found)} if intervals else {})
    click.echo(json.dumps(said, indent=None if compact else 2, ensure_ascii=False))


def agreement_as_json(found: Agreement) -> dict[str, Any]:
    return {
        "units": found.units,
        "pairs": found.pairs,
        "exact": found.exact.share,
        "within_one": found.within_one.share,
        **{name: figure.value for name, figure in found.coefficients().items()},
        "notes": list(found.notes),
    }


def intervals_as_json(found: Agreement) -> dict[str, tuple[float, float] | None]:
    shares = {"exact": found.exact, "within_one": found.within_one}
    intervals: dict[str, tuple[float, float] | None] = {
        name: None if share.low is None or share.high is None else (share.low, share.high)
        for name, share in shares.items()
    }
    return intervals | {name: figure.interval for name, figure in found.coefficients().items()}

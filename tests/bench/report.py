"""What was measured, beside its yardstick and its budget: a table to read and a file to compare."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

# Two runs of the same thing on a shared machine differ by about this much.
LEAST_NOISE = 0.05
# However busy others keep the machine: whoever measures half as much again as allowed needs a quieter run.
MOST_NOISE = 0.5
OF_HELLO = "of hello"
ROW = "{:<34} {:<11} {:>9} {:>11} {:>20}  {:<7} {}"


@dataclass(frozen=True)
class Figure:
    """One measurement. `bound` says on which side of `budget` it must stay: "at least" or "at most"."""

    name: str
    database: str
    people: int
    value: float
    unit: str
    budget: float
    bound: str
    # What it was made of, for whoever wants to know why.
    detail: str = ""
    # How far two yardsticks around the measurement lay apart, as a share.
    noise: float = LEAST_NOISE

    @property
    def holds(self) -> bool:
        return self.holds_with(min(self.noise, MOST_NOISE))

    def holds_with(self, noise: float) -> bool:
        if self.bound == "at least":
            return self.value * (1 + noise) >= self.budget
        return self.value <= self.budget * (1 + noise)

    @property
    def verdict(self) -> str:
        """Says when a figure only holds because the machine was not ours alone."""
        if not self.holds:
            return "BREACH"
        return "ok" if self.holds_with(LEAST_NOISE) else "excused"

    def line(self) -> str:
        told = f"{self.bound} {shown(self.budget, self.unit)}"
        measured = shown(self.value, self.unit)
        cells = (self.name, self.database, f"{self.people:,}", measured, told, self.verdict)
        return ROW.format(*cells, self.detail)


def shown(value: float, unit: str) -> str:
    """A share of the yardstick reads as 1/7; anything else as a number with its unit."""
    if unit == OF_HELLO:
        return f"1/{1 / value:.1f}" if value else "0"
    return f"{value:,.2f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def print_table(figures: list[Figure]) -> None:
    print("\n" + ROW.format("figure", "database", "people", "measured", "budget", "", ""))
    for figure in figures:
        print(figure.line())


def save(figures: list[Figure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    listed = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    path.write_text(json.dumps({**machine, "figures": listed}, indent=2) + "\n")

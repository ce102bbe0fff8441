"""How well schools are covered, by part of the patch, phase and cluster. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.words import word
from portal.people.domain import SchoolPhase

LONGEST_CLUSTER_NAME = 60
MOST_CLUSTER_LETTERS = 500_000
NO_CLUSTER = "In no cluster"


class By(StrEnum):
    """What the schools are put together by."""

    AREA = "area"
    PHASE = "phase"
    CLUSTER = "cluster"

    @property
    def label(self) -> str:
        return {By.AREA: word.Local_area, By.PHASE: "Phase", By.CLUSTER: "Cluster"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFilter:
    """What the figures are cut down to; an empty field leaves them as they are."""

    local_area_id: int | None = None
    phase: SchoolPhase | None = None
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many schools there are, and how many of them have what today."""

    schools: int = 0
    with_lead: int = 0
    with_trained_lead: int = 0
    covered: int = 0
    with_deputy: int = 0
    lapsing: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def share(self) -> int:
        """Schools with a Champion in a hundred, rounded down: all of them is all of them."""
        return 100 * self.with_lead // self.schools if self.schools else 0

    @property
    def step(self) -> int:
        """How dark it is drawn: 0 for none at all, 4 for every school."""
        return 4 if self.share == 100 else min(3, -(-self.share // 34))  # noqa: PLR2004  # a whole


@dataclass(frozen=True, slots=True)
class Cell:
    """The schools of one part of the patch, one phase and one cluster together."""

    area_id: int
    area: str
    phase: SchoolPhase
    cluster: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Group:
    """Schools put together by one thing; `asked` is what narrows the roster to them."""

    name: str
    figures: Figures
    asked: dict[str, object] = field(default_factory=dict)


def grouped(cells: Iterable[Cell], by: By) -> Sequence[Group]:
    """In the order in which they come; clusters by name, those in none last."""
    found: dict[object, Group] = {}
    for cell in cells:
        key, name, asked = _KEYS[by](cell)
        known = found.get(key)
        figures = known.figures + cell.figures if known else cell.figures
        found[key] = Group(name, figures, asked)
    groups = list(found.values())
    if by is By.CLUSTER:
        groups.sort(key=lambda one: (one.name == NO_CLUSTER, one.name.casefold()))
    if by is By.PHASE:
        order = [phase.label for phase in SchoolPhase]
        groups.sort(key=lambda one: order.index(one.name))
    return groups


def total(groups: Iterable[Group]) -> Figures:
    return sum((one.figures for one in groups), Figures())


_KEYS: dict[By, Callable[[Cell], tuple[object, str, dict[str, object]]]] = {
    By.AREA: lambda cell: (cell.area_id, cell.area, {"local_area_id": cell.area_id}),
    By.PHASE: lambda cell: (cell.phase, cell.phase.label, {"phase": cell.phase.value}),
    By.CLUSTER: lambda cell: (
        cell.cluster,
        cell.cluster or NO_CLUSTER,
        {"cluster": cell.cluster} if cell.cluster else {},
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInClusters:
    """Command: these schools, by URN, belong to these clusters; an empty name takes one out."""

    clusters: dict[int, str]


class ClusterUnread(RuleBroken):
    """Names the line."""

    field = "lines"


_LINE = re.compile(r"^\s*(\d{5,6})\s*[,;\t]\s*(.*?)\s*$")


def read_clusters(text: str) -> dict[int, str]:
    """URN and cluster of each line, such as “121234, East cluster”. Raises `ClusterUnread`."""
    found: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.match(line)
        if match is None:
            raise ClusterUnread(f"Line {number} has no URN with a comma and the name of a cluster after it")
        urn, name = int(match[1]), " ".join(match[2].split())
        if len(name) > LONGEST_CLUSTER_NAME:
            raise ClusterUnread(f"The name in line {number} is longer than {LONGEST_CLUSTER_NAME} characters")
        if found.setdefault(urn, name) != name:
            raise ClusterUnread(f"Line {number} puts the school with URN {urn} in a second cluster")
    return found

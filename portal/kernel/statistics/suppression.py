"""Tables of counts from which nobody can work out a count under five (docs/audits.md R18).

Small counts are hidden first. Then, for each of them, the cheapest further counts are hidden that let it
be five or more with every published figure and sum unchanged (Kelly, Golden and Assad's programme). A
reader who adds and subtracts all there is can then not show that a hidden count is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

SMALLEST_SHOWN = 5
NOTE = (
    f"Counts of 1 to {SMALLEST_SHOWN - 1}, and others from which they could be worked out, are not shown, "
    f"nor is any part of a group with fewer than {SMALLEST_SHOWN}."
)
# Solvers answer to within a hair.
HAIR = 1e-6


class Price(IntEnum):
    """What hiding costs, for each case it is moved by: readers miss totals most."""

    CELL = 1
    EMPTY_CELL = 3
    GROUP_TOTAL = 20
    CATEGORY_TOTAL = 200
    TOTAL = 2000


@dataclass(frozen=True, slots=True)
class Key:
    """A figure: a cell, or a total over what is None. Totals over groups are the same in every table."""

    table: str | None = None
    group: str | None = None
    category: str | None = None


TOTAL = Key()


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts by group and category; every group names the same categories."""

    name: str
    counts: Mapping[str, Mapping[str, int]]

    def __post_init__(self) -> None:
        if len({tuple(row) for row in self.counts.values()}) > 1:
            raise ValueError(f"Not every group of “{self.name}” has the same categories")
        if any(count < 0 for row in self.counts.values() for count in row.values()):
            raise ValueError(f"“{self.name}” has a count under 0")

    def category_totals(self) -> dict[str, int]:
        rows = list(self.counts.values())
        return {category: sum(row[category] for row in rows) for category in (rows[0] if rows else ())}


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """What may be shown; None is hidden."""

    name: str
    counts: Mapping[str, Mapping[str, int | None]]
    group_totals: Mapping[str, int | None]
    category_totals: Mapping[str, int | None]
    total: int | None

    @property
    def hides(self) -> bool:
        cells = [count for row in self.counts.values() for count in row.values()]
        return None in [*cells, *self.group_totals.values(), *self.category_totals.values(), self.total]


@dataclass(frozen=True, slots=True)
class Sum:
    total: Key
    parts: tuple[Key, ...]


def publish(tables: Sequence[CountTable], smallest: int = SMALLEST_SHOWN) -> list[PublishedTable]:
    """Give every table of the same cases at once: what one hides, another could give away.

    Groups without cases are shown as such. Raise `ValueError` when the tables do not count the same cases.
    """
    if not tables:
        return []
    if any(table.category_totals() != tables[0].category_totals() for table in tables):
        raise ValueError("These tables do not count the same cases")
    figures = dict(_figures(tables))
    hidden = hidden_figures(figures, list(_sums(tables)), smallest)
    shown = {key: None if key in hidden else count for key, count in figures.items()}
    return [_published(table, shown) for table in tables]


def hidden_figures(figures: Mapping[Key, int], sums: Sequence[Sum], smallest: int) -> frozenset[Key]:
    """The small figures, those of small groups, and those that have to hide with them."""
    hidden = set(_small(figures, smallest))
    # How far each must be able to rise. Nobody is behind a 0: that it might be 1 is enough.
    exposed = {key: smallest - figures[key] if figures[key] else 1 for key in hidden}
    # The smallest first: what lets them move far covers most of the others as well.
    for key in sorted(exposed, key=lambda one: (-exposed[one], str(one))):
        if key in exposed:
            moves = _cheapest_way(figures, sums, hidden, (key, exposed[key]))
            hidden.update(moves)
            for other in [one for one in exposed if moves.get(one, 0) >= exposed[one] - HAIR]:
                del exposed[other]
    return frozenset(hidden)


def _small(figures: Mapping[Key, int], smallest: int) -> Iterator[Key]:
    for key, count in figures.items():
        group_size = figures[Key(key.table, key.group)] if key.group else count
        if 0 < count < smallest or 0 < group_size < smallest:
            yield key


def _cheapest_way(
    figures: Mapping[Key, int], sums: Sequence[Sum], hidden: Iterable[Key], raised: tuple[Key, int]
) -> dict[Key, float]:
    """How far each figure moves for one to be raised so much; each sum holds, none falls below 0."""
    from scipy.optimize import linprog  # noqa: PLC0415  # slow to load; only publishing needs it

    keys = list(figures)
    places = {key: place for place, key in enumerate(keys)}
    free = set(hidden)
    prices = [0 if key in free else _price(key, figures[key]) for key in keys]
    equations = [_equation(one, places) for one in sums]
    bounds: list[tuple[float, float | None]] = [(0, None)] * len(keys)
    bounds += [(0, count) for count in figures.values()]
    target, reach = places[raised[0]], raised[1]
    bounds[target], bounds[len(keys) + target] = (reach, reach), (0, 0)
    # Whole cases: half a case of doubt is none. First all ways up, then all ways down.
    solved = linprog(
        prices * 2,
        A_eq=[row + [-part for part in row] for row in equations],
        b_eq=[0] * len(equations),
        bounds=bounds,
        integrality=1,
    )
    if solved.status:
        raise RuntimeError(f"No way to hide {raised[0]}: {solved.message}")
    ways = [float(way) for way in solved.x]
    moves = {key: ways[place] - ways[len(keys) + place] for key, place in places.items()}
    return {key: move for key, move in moves.items() if abs(move) > HAIR}


def _equation(one: Sum, places: Mapping[Key, int]) -> list[int]:
    row = [0] * len(places)
    row[places[one.total]] = -1
    for part in one.parts:
        row[places[part]] = 1
    return row


def _price(key: Key, count: int) -> Price:
    if key.group and key.category:
        return Price.CELL if count else Price.EMPTY_CELL
    if key.group:
        return Price.GROUP_TOTAL
    return Price.CATEGORY_TOTAL if key.category else Price.TOTAL


def _figures(tables: Sequence[CountTable]) -> Iterator[tuple[Key, int]]:
    categories = tables[0].category_totals()
    yield TOTAL, sum(categories.values())
    yield from ((Key(category=category), count) for category, count in categories.items())
    for table in tables:
        for group, row in table.counts.items():
            yield Key(table.name, group), sum(row.values())
            yield from ((Key(table.name, group, category), count) for category, count in row.items())


def _sums(tables: Sequence[CountTable]) -> Iterator[Sum]:
    categories = list(tables[0].category_totals())
    yield Sum(TOTAL, tuple(Key(category=category) for category in categories))
    for table in tables:
        for group in table.counts:
            parts = tuple(Key(table.name, group, category) for category in categories)
            yield Sum(Key(table.name, group), parts)
        for category in categories:
            column = tuple(Key(table.name, group, category) for group in table.counts)
            yield Sum(Key(category=category), column)


def _published(table: CountTable, shown: Mapping[Key, int | None]) -> PublishedTable:
    return PublishedTable(
        name=table.name,
        counts={
            group: {category: shown[Key(table.name, group, category)] for category in row}
            for group, row in table.counts.items()
        },
        group_totals={group: shown[Key(table.name, group)] for group in table.counts},
        category_totals={category: shown[Key(category=category)] for category in table.category_totals()},
        total=shown[TOTAL],
    )

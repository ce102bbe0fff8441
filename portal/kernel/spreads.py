"""How ratings spread over a scale, as plain SVG: one bar for each group, its parts side by side.

templates/macros/spreads.html draws them. The parts stand in the order of the scale, with a gap between, and
the table beside the drawing says the same: none needs colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 340
LINE = 22
BAR = 26
GAP = 12
# A part that is narrower than this has its share in the table only.
ROOM_FOR_WORDS = 34
# From the low end of the scale to the high one: fill, and the colour of words on it.
SHADES = (
    ("#d8e6e8", "#0b0c0c"),
    ("#a9c7cc", "#0b0c0c"),
    ("#6f9fa8", "#0b0c0c"),
    ("#34737f", "#ffffff"),
    ("#0f3d47", "#ffffff"),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each rating of the scale was given by one group."""

    label: str
    counts: Mapping[int, int]
    mean: float | None = None

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    def share(self, rating: int) -> str:
        count = self.counts[rating]
        return f"{count} ({100 * count / self.n:.0f}%)" if count else "0"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: where it begins, how wide it is, what it says and how it looks."""

    left: float
    width: float
    text: str
    fill: str
    ink: str

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    top: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """A drawing and the table that says the same."""

    name: str
    title: str
    description: str
    drawn: tuple[Row, ...]
    height: int
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        return WIDTH


def spread_chart(name: str, title: str, ends: tuple[str, str], spreads: Sequence[Spread]) -> SpreadChart:
    """A bar for each group that rated at all. `ends` are the words at both ends of the scale."""
    asked = [one for one in spreads if one.n]
    ratings = sorted(asked[0].counts) if asked else []
    words = {ratings[0]: ends[0], ratings[-1]: ends[1]} if ratings else {}
    head = ["", *(f"{one} {words.get(one, '')}".strip() for one in ratings), "Mean", "People"]
    rows = tuple(
        (one.label, *(one.share(rating) for rating in ratings), _mean(one), str(one.n)) for one in asked
    )
    said = [
        f"{row[0]}: "
        + ", ".join(f"{said} rated {word}" for word, said in zip(head[1:-2], row[1:-2], strict=True))
        for row in rows
    ]
    drawn = tuple(
        Row(f"{one.label}: mean {_mean(one)} (n = {one.n})", place * (LINE + BAR + GAP), _parts(one))
        for place, one in enumerate(asked)
    )
    height = len(asked) * (LINE + BAR + GAP)
    return SpreadChart(name, title, "; ".join(said), drawn, height, tuple(head), rows)


def _parts(spread: Spread) -> tuple[Part, ...]:
    parts, left = [], 0.0
    for place, rating in enumerate(sorted(spread.counts)):
        share = spread.counts[rating] / spread.n
        width = WIDTH * share
        fill, ink = SHADES[min(place, len(SHADES) - 1)]
        text = f"{100 * share:.0f}%" if width >= ROOM_FOR_WORDS else ""
        if width:
            parts.append(Part(round(left, 1), round(width, 1), text, fill, ink))
        left += width
    return tuple(parts)


def _mean(spread: Spread) -> str:
    return "–" if spread.mean is None else f"{spread.mean:.1f}"  # a dash for none

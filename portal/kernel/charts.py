"""Charts as plain SVG: where each bar and word stands. templates/macros/charts.html draws them.

Every chart has a title, a description in words and its figures as a table; none needs colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

# In the units of the drawing, which are CSS pixels at full size. Narrow enough to stay legible on a phone.
WIDTH = 360
LABEL_LETTERS = 42
LINE = 20
BAR = 22
GAP = 14
# Room at the right for the value's own words.
VALUE_ROOM = 104
SCALE_MARGIN = 10
TILES_ACROSS, TILE_HEIGHT, TILE_GAP = 3, 78, 6
TILE_LETTERS = 14
# A description that is read out stays short; the table has them all.
MOST_TILES_SAID = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its value (None when there is none) and the value in words: "62% (n = 41)"."""

    label: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One principle or section on a scale, and what it is compared with."""

    label: str
    value: float | None
    text: str
    other: float | None = None
    other_text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a drawing, in the drawing's own units."""

    lines: tuple[str, ...]
    top: int
    middle: int
    extent: int | None
    text: str
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One part of a whole: its name, its figure in words, and how dark it is, from 0 (none) to 4 (all)."""

    label: str
    text: str
    step: int


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A tile in the drawing's own units."""

    lines: tuple[str, ...]
    text: str
    left: int
    top: int
    step: int


@dataclass(frozen=True, slots=True)
class TileChart:
    """Tiles side by side, all of one size: a map without a map, and the same as a table."""

    name: str
    title: str
    description: str
    tiles: tuple[PlacedTile, ...]
    height: int
    tile_width: int
    tile_height: int
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def width(self) -> int:
        return WIDTH


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table that says the same."""

    name: str
    title: str
    description: str
    marks: tuple[Mark, ...]
    height: int
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ticks: tuple[tuple[int, str], ...] = ()
    # What the dot and the diamond stand for, when there are both.
    legend: tuple[str, str] | None = None

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def room(self) -> int:
        """How far to the right a bar or a scale may reach."""
        return WIDTH - VALUE_ROOM


def tile_chart(name: str, title: str, tiles: Sequence[Tile]) -> TileChart:
    """Tiles in rows, in the order given. Each says its figure, so that none needs its colour."""
    across, down = WIDTH // TILES_ACROSS, TILE_HEIGHT + TILE_GAP
    placed = tuple(
        PlacedTile(
            lines=_short(tile.label),
            text=tile.text,
            left=number % TILES_ACROSS * across,
            top=number // TILES_ACROSS * down,
            step=tile.step,
        )
        for number, tile in enumerate(tiles)
    )
    said = "; ".join(f"{tile.label}: {tile.text}" for tile in tiles[:MOST_TILES_SAID])
    more = len(tiles) - MOST_TILES_SAID
    return TileChart(
        name=name,
        title=title,
        description=f"{said}; and {more} more in the table" if more > 0 else said,
        tiles=placed,
        height=-(-len(tiles) // TILES_ACROSS) * down,
        tile_width=across - TILE_GAP,
        tile_height=TILE_HEIGHT,
    )


def _short(label: str) -> tuple[str, ...]:
    """In two lines at most."""
    return tuple(textwrap.wrap(label, TILE_LETTERS, max_lines=2, placeholder="…"))


def bar_chart(
    name: str,
    title: str,
    bars: Sequence[Bar],
    *,
    highest: float | None = None,
    head: Sequence[str] = ("", "Value"),
) -> Chart:
    """Horizontal bars from nought to `highest`. `name` makes the ids unique on the page."""
    values = [bar.value for bar in bars if bar.value is not None]
    top_value = highest or max(values, default=0) or 1
    room = WIDTH - VALUE_ROOM
    marks, height = _stacked([(bar.label, bar.text) for bar in bars])
    placed = tuple(
        _with(
            mark, None if bar.value is None else round(room * min(max(bar.value, 0), top_value) / top_value)
        )
        for mark, bar in zip(marks, bars, strict=True)
    )
    rows = tuple((bar.label, bar.text) for bar in bars)
    return Chart(name, title, _described(rows), placed, height, tuple(head), rows)


def profile_chart(
    name: str,
    title: str,
    points: Sequence[Point],
    *,
    scale: tuple[int, int] = (1, 4),
    head: Sequence[str] = ("", "Score"),
) -> Chart:
    """A dot for each principle on a scale such as 1 to 4; a hollow diamond for what it is compared with."""
    low, high = scale
    room = WIDTH - VALUE_ROOM - 2 * SCALE_MARGIN

    def place(value: float | None) -> int | None:
        if value is None:
            return None
        return SCALE_MARGIN + round(room * (min(max(value, low), high) - low) / (high - low))

    marks, height = _stacked([(point.label, point.text) for point in points])
    placed = tuple(
        _with(mark, place(point.value), place(point.other)) for mark, point in zip(marks, points, strict=True)
    )
    compared = any(point.other_text for point in points)
    rows = tuple((p.label, p.text, p.other_text) if compared else (p.label, p.text) for p in points)
    ticks = tuple((place(step) or 0, str(step)) for step in range(low, high + 1))
    legend = (head[1], head[2]) if compared else None
    height += LINE * (2 if legend else 1)
    return Chart(name, title, _described(rows), placed, height, tuple(head), rows, ticks, legend)


def _stacked(labels: Sequence[tuple[str, str]]) -> tuple[list[Mark], int]:
    """Each label above its bar, so that long names fit and nothing shrinks."""
    marks: list[Mark] = []
    top = 0
    for label, text in labels:
        lines = tuple(textwrap.wrap(label, LABEL_LETTERS)) or ("",)
        middle = top + LINE * len(lines) + BAR // 2
        marks.append(Mark(lines, top, middle, None, text))
        top = middle + BAR // 2 + GAP
    return marks, top


def _with(mark: Mark, extent: int | None, other: int | None = None) -> Mark:
    return Mark(mark.lines, mark.top, mark.middle, extent, mark.text, other)


def _described(rows: Sequence[Sequence[str]]) -> str:
    return "; ".join(f"{row[0]}: {', '.join(word for word in row[1:] if word)}" for row in rows)

"""The fair mix as a picture: where each bar and word stands. templates/shares/_mix.html draws it.

It needs no colour: every bar says its numbers, and each sort of place has a pattern of its own.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from portal.kernel.charts import LABEL_LETTERS, LINE, WIDTH
from portal.kernel.text import plural
from training.shares.domain.mixing import Mix, MixRow

BAR, GAP, LEGEND = 22, 16, 54
BOOKED, HELD, KEPT, FREE, WAITING = "booked", "held", "kept", "free", "waiting"
HEAD = ("Where from", "Booked", "Held without a name", "Kept for them", "Waiting")


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a bar."""

    sort: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: its words, and its blocks from left to right."""

    lines: tuple[str, ...]
    top: int
    bar_top: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What templates/shares/_mix.html draws."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    height: int
    rows: tuple[tuple[str, ...], ...]
    free: int
    name: str = "mix"
    head: tuple[str, ...] = HEAD

    @property
    def width(self) -> int:
        return WIDTH


def picture(found: Mix) -> Picture:
    """A bar for the event as a whole, and one for each group, all to one scale."""
    whole = found.whole
    longest = max([_length(whole) + found.free, *(_length(row) for row in found.rows), 1])
    title = f"Who has the {plural(found.capacity, 'place')}"
    all_said = f"All places: {_whole_said(found)}"
    drawn, top = [], 0
    said = [(all_said, _blocks(whole, found.free)), *((_said(row), _blocks(row, 0)) for row in found.rows)]
    for words, numbers in said:
        bar = _bar(words, numbers, top, WIDTH / longest)
        drawn.append(bar)
        top = bar.bar_top + BAR + GAP
    description = ". ".join([all_said, *(_said(row) for row in found.rows)])
    return Picture(title, description, tuple(drawn), top + LEGEND, _table(found), found.free)


def _said(row: MixRow) -> str:
    return f"{row.label}: {row.said}"


def _whole_said(found: Mix) -> str:
    return f"{found.whole.said}, {found.free:,} free for anybody"


def _length(row: MixRow) -> int:
    return row.booked + row.held + row.kept + row.waiting


def _blocks(row: MixRow, free: int) -> list[tuple[str, int]]:
    return [(BOOKED, row.booked), (HELD, row.held), (KEPT, row.kept), (FREE, free), (WAITING, row.waiting)]


def _bar(words: str, numbers: list[tuple[str, int]], top: int, scale: float) -> Bar:
    lines = tuple(textwrap.wrap(words, LABEL_LETTERS))
    blocks, left = [], 0.0
    for sort, number in numbers:
        if number:
            blocks.append(Block(sort, round(left, 1), round(number * scale, 1)))
            left += number * scale
    return Bar(lines, top, top + LINE * len(lines) + 4, tuple(blocks))


def _table(found: Mix) -> tuple[tuple[str, ...], ...]:
    whole = found.whole
    rows = [(row.label, *_cells(row)) for row in found.rows]
    rows.append(("All", *_cells(whole)))
    return tuple(rows)


def _cells(row: MixRow) -> tuple[str, str, str, str]:
    return f"{row.booked:,}", f"{row.held:,}", f"{row.kept:,}", f"{row.waiting:,}"

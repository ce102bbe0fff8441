"""What is on a page that WeasyPrint made: its marked parts, and the text in each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked part of a page: its number, and from where to where it goes among the operators."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """A line of text in one font: where its operators are, what it says, and where it stands."""

    start: int
    end: int
    font: str
    size: float
    left: float
    baseline: float
    text: str


def list_marks(operators: Sequence[bytes]) -> Sequence[Mark]:
    """The parts that the structure of the document points to."""
    marks = []
    for at, operator in enumerate(operators):
        if operator == b"BDC":
            number = re.search(rb"/MCID (\d+)", operators[at - 1])
            end = operators.index(b"EMC", at)
            if number:
                marks.append(Mark(int(number[1]), at - 2, end))
    return marks


def read_run(operators: Sequence[bytes], mark: Mark, letters: Mapping[str, Mapping[int, str]]) -> Run | None:
    """The text of a mark; None when there is none in it, or when it is set in several fonts or pieces.

    `letters` says what the glyphs of each font mean.
    """
    part = operators[mark.start : mark.end]
    if b"BT" not in part:
        return None
    start = mark.start + part.index(b"BT")
    end = mark.start + part.index(b"ET") + 1
    if end != start + 5 or not operators[start + 3].endswith(b" TJ"):
        return None
    placed, face, shown = operators[start + 1 : start + 4]
    *_, left, baseline, _ = placed.split()
    font, size, _ = face.split()
    name = font[1:].decode()
    return Run(
        start=start,
        end=end,
        font=name,
        size=float(size),
        left=float(left),
        baseline=float(baseline),
        text="".join(letters[name][glyph] for glyph in _glyphs(shown)),
    )


def _glyphs(shown: bytes) -> Sequence[int]:
    """The glyphs of a `TJ`, whatever stands between them."""
    digits = b"".join(re.findall(rb"<([0-9a-f]*)>", shown)).decode()
    return [int(digits[at : at + 4], 16) for at in range(0, len(digits), 4)]

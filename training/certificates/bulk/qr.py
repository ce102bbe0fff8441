"""QR codes of addresses that differ in a few characters only.

With version, level and mask fixed, every module of a QR code in byte mode is the sum, modulo two, of some
of the bits of its text and a constant: what one bit changes it always changes, whatever the others are.
So the code of one address is drawn, and what each bit of the part that differs would change in it; all
others are a few sums of whole pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import xor

import segno

# Of eight equally good patterns; trying them all takes longer than drawing.
MASK = 3
BORDER = 2
BITS = 7  # of a letter of ASCII


def modules(address: str) -> tuple[int, int]:
    """The picture as one long number, row after row, a bit for a module; and how many are in a row."""
    made = segno.make(address.encode(), error="m", micro=False, mask=MASK, mode="byte")
    rows = [bytes(row) for row in made.matrix]
    return int(b"".join(rows).translate(_DIGITS), 2), len(rows)


_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


class Family:
    """All addresses with the same beginning and ends of the same length."""

    def __init__(self, beginning: str, length: int) -> None:
        self._plain, self.side = modules(beginning + "@" * length)
        self._changes = [
            [self._plain ^ modules(beginning + _with_bit(at, bit, length))[0] for bit in range(BITS)]
            for at in range(length)
        ]
        self._of_letter: dict[tuple[int, str], int] = {}

    def modules(self, end: str) -> tuple[int, int]:
        return reduce(xor, map(self._change, enumerate(end)), self._plain), self.side

    def _change(self, place: tuple[int, str]) -> int:
        if place not in self._of_letter:
            at, letter = place
            differs = ord(letter) ^ ord("@")
            bits = [self._changes[at][bit] for bit in range(BITS) if differs >> bit & 1]
            self._of_letter[place] = reduce(xor, bits, 0)
        return self._of_letter[place]


def _with_bit(at: int, bit: int, length: int) -> str:
    letters = ["@"] * length
    letters[at] = chr(ord("@") ^ 1 << bit)
    return "".join(letters)


def strokes(picture: int, side: int) -> str:
    """The path that WeasyPrint makes of segno's drawing: a stroke along each run of dark modules."""
    return "\n".join(["0 0 m", *_strokes(f"{picture:0{side * side}b}", side)])


def _strokes(bits: str, side: int) -> Iterator[str]:
    for row in range(side):
        height = f"{row + BORDER}.5"
        for start, end in _runs(bits[row * side : (row + 1) * side]):
            yield f"{start + BORDER} {height} m\n{end + BORDER} {height} l"


def _runs(row: str) -> Sequence[tuple[int, int]]:
    return [found.span() for found in _DARK.finditer(row)]


_DARK = re.compile("1+")

"""A file on its way to the worker: looked at, and packed in pieces. Plain Python."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO

from portal.imports.reading.mapping import MOST_COLUMNS, headings_of
from portal.kernel.cells import CONTROLS, FileRefused, tidied
from portal.kernel.reading import records, unread_sheets
from portal.kernel.text import listed

PIECE = 1 << 20
# Quick, and a list of text shrinks to a quarter all the same.
EFFORT = 1
SAMPLES = 3
LONGEST_SAMPLE = 40
MOST_SHEETS_NAMED = 5


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file whose first rows could be read."""

    name: str
    sha256: str
    headings: Sequence[str]
    # By column: its first values, to recognise it by.
    samples: Sequence[Sequence[str]]
    pieces: Sequence[bytes] = field(repr=False)
    # What people should know before they go on.
    note: str = ""


def pack(name: str, file: BinaryIO) -> PackedFile:
    """Raise `FileRefused` when this is no list."""
    first = list(islice(records(file), 1 + SAMPLES))
    if not first:
        raise FileRefused("The file is empty")
    if len(first[0][1]) > MOST_COLUMNS:
        told = (
            f"The file has more than {MOST_COLUMNS} columns. Leave out those that the portal has no use for"
        )
        raise FileRefused(told)
    headings = headings_of([CONTROLS.sub(" ", cell) for cell in first[0][1]])
    if len(first) == 1:
        raise FileRefused("The file has a header and no rows")
    digest = hashlib.sha256()
    pieces = [zlib.compress(piece, EFFORT) for piece in _pieces(file, digest.update)]
    samples = [_samples(place, [cells for _, cells in first[1:]]) for place in range(len(headings))]
    note = _note_of_sheets(unread_sheets(file))
    return PackedFile(name[:100] or "list", digest.hexdigest(), headings, samples, pieces, note)


def _note_of_sheets(names: Sequence[str]) -> str:
    """Whoever keeps people on several sheets must not believe that all of them came in."""
    if len(names) < 2:  # noqa: PLR2004  # the first is read
        return ""
    others = listed([f"“{name}”" for name in names[1 : 1 + MOST_SHEETS_NAMED]])
    more = " and more" if len(names) > 1 + MOST_SHEETS_NAMED else ""
    return f"Only the first sheet, “{names[0]}”, is read. The workbook also holds {others}{more}"


def _pieces(file: BinaryIO, note: Callable[[bytes], None]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        note(piece)
        yield piece


def _samples(place: int, rows: Iterable[Sequence[str]]) -> list[str]:
    cells = (row[place] for row in rows if place < len(row))
    shown = (tidied(CONTROLS.sub(" ", cell[: 4 * LONGEST_SAMPLE]))[:LONGEST_SAMPLE] for cell in cells)
    return [cell for cell in shown if cell]


@contextmanager
def unpacked(pieces: Iterable[bytes]) -> Iterator[BinaryIO]:
    """The file again, on this machine's disk for as long as the block runs."""
    with TemporaryFile() as file:
        for piece in pieces:
            file.write(zlib.decompress(piece))
        file.seek(0)
        yield file

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

from portal.imports.reading.mapping import headings_of
from portal.kernel.cells import CONTROLS, FileRefused, tidied
from portal.kernel.reading import records

PIECE = 1 << 20
# Quick, and a list of text shrinks to a quarter all the same.
EFFORT = 1
SAMPLES = 3
LONGEST_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file whose first rows could be read."""

    name: str
    sha256: str
    headings: Sequence[str]
    # By column: its first values, to recognise it by.
    samples: Sequence[Sequence[str]]
    pieces: Sequence[bytes] = field(repr=False)


def pack(name: str, file: BinaryIO) -> PackedFile:
    """Raise `FileRefused` when this is no list."""
    first = list(islice(records(file), 1 + SAMPLES))
    if not first:
        raise FileRefused("The file is empty")
    headings = headings_of([CONTROLS.sub(" ", cell) for cell in first[0][1]])
    if len(first) == 1:
        raise FileRefused("The file has a header and no rows")
    digest = hashlib.sha256()
    pieces = [zlib.compress(piece, EFFORT) for piece in _pieces(file, digest.update)]
    samples = [_samples(place, [cells for _, cells in first[1:]]) for place in range(len(headings))]
    return PackedFile(name[:100] or "list", digest.hexdigest(), headings, samples, pieces)


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

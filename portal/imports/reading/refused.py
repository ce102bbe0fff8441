"""The refused rows of a file as they stand there, and why: to be mended and sent again. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

from portal.kernel.reading import records

# In front, because a row may have more cells than there are headings. The portal reads neither.
HEAD = ("Row", "Why it was refused")

# Number of the row, heading of the column (empty for the whole row), reason.
Reason = tuple[int, str, str]


def refused_rows(file: BinaryIO, reasons: Iterable[Reason]) -> Iterator[Sequence[str]]:
    """The headings, then every row that has a reason; `reasons` come in the order of the file."""
    found = records(file)
    _, headings = next(found)
    yield (*HEAD, *headings)
    for number, why in groupby(reasons, key=itemgetter(0)):
        cells = next((cells for row, cells in found if row >= number), ())
        told = (f"{column}: {reason}" if column else reason for _, column, reason in why)
        yield (str(number), ". ".join(told), *cells)

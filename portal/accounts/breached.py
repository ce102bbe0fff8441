"""Whether a password stands in a list of stolen ones, kept in a file on this machine.

The file is that of “Have I Been Pwned”, ordered by hash: a line `SHA1:COUNT` for each, in ascending
order. It has some 40 GB, so it is searched where it lies: thirty-odd short reads, and no memory.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

HASH_LENGTH = 40


def is_breached(file: Path, password: str) -> bool:
    """Raises `OSError` when the file cannot be read: nobody's password passes unlooked at."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb", buffering=512) as lines:
        return _find(lines, wanted)


def _find(lines: BinaryIO, wanted: bytes) -> bool:
    """Halve the stretch of the file in which the line could start, until it is found or nothing is left."""
    low, high = 0, lines.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        start, line = _line_from(lines, middle, low)
        found = line[:HASH_LENGTH].upper()
        if start >= high or found > wanted:
            high = middle
        elif found == wanted:
            return True
        else:
            low = start + len(line)
    return False


def _line_from(lines: BinaryIO, middle: int, low: int) -> tuple[int, bytes]:
    """The first line that starts at `middle` or later, and where; `low` is known to start one."""
    if middle > low:
        # One byte before: a line that starts just here must not be skipped.
        lines.seek(middle - 1)
        lines.readline()
    else:
        lines.seek(low)
    return lines.tell(), lines.readline()


def looks_right(file: Path) -> bool:
    """Whether the first line is one of such a list: a wrong file would find nothing and say nothing."""
    try:
        with file.open("rb") as lines:
            first = lines.readline(HASH_LENGTH + 16).strip()
    except OSError:
        return False
    head, _, count = first.partition(b":")
    return len(head) == HASH_LENGTH and all(c in b"0123456789abcdefABCDEF" for c in head) and count.isdigit()

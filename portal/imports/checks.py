"""What must be true of imports; `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator

from portal.imports.queries import checking
from portal.kernel.slice import Check


def find_abandoned() -> Iterator[str]:
    """What is being read or applied has somebody who works on it."""
    for import_id, state in checking.list_abandoned():
        yield f"Import {import_id} is “{state.label.lower()}”, and nobody works on it: throw it away"


def find_left_over() -> Iterator[str]:
    """Of a file that is over nothing is kept that it no longer needs: it names people."""
    for import_id, what in checking.list_left_over():
        yield f"Import {import_id} is over and still has {what}"


def find_miscounted() -> Iterator[str]:
    """The numbers on a file's page are those of the rows below them."""
    for import_id, outcome, said, kept in checking.list_miscounted():
        yield f"Import {import_id} says {said} rows {outcome.label.lower()}, and {kept} are kept"


CHECKS = (
    Check("files at work are worked on", find_abandoned),
    Check("files that are over hold no rows", find_left_over),
    Check("numbers of imports are those of their rows", find_miscounted),
)

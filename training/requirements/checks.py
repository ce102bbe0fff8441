"""What must be true of how people stand; `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from portal.kernel import clock
from training.requirements.queries import records


def find_overlooked() -> Iterator[str]:
    """A day that has come was noticed in the night."""
    # Until the night of today is over, today's are not late.
    for standing_id in records.list_overlooked(clock.today() - timedelta(days=1)):
        yield f"Standing {standing_id} should have changed by itself, and did not"

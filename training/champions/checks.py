"""What must be true of the roster; `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator

from portal.kernel import clock
from training.champions import queries


def find_roles_out_of_step() -> Iterator[str]:
    """Whoever is on the roster today holds the role for that school today, and nobody else does."""
    appointed, granted = queries.list_pairs(clock.today())
    for person_id, school_id in sorted(appointed - granted):
        yield f"Person {person_id} is on the roster of school {school_id} without the role"
    for person_id, school_id in sorted(granted - appointed):
        yield f"Person {person_id} holds the role for school {school_id} without an appointment"

"""Work of this room on the timetable."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from training.digests import letters, services
from training.digests.domain import Issue, by_person

# People written to in one transaction.
BATCH = 100


def send_own_digests() -> None:
    """Write what is missing of this morning's digests. Safe to run twice, and to be killed half-way."""
    issue = Issue(clock.today())
    with unit_of_work():
        told = by_person(letters.lines_of(issue))
    people = list(told)
    for start in range(0, len(people), BATCH):
        with unit_of_work():
            services.write_digests(issue, {one: told[one] for one in people[start : start + BATCH]})

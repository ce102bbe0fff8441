"""What becomes of certificates when two people turn out to be one. Codes and papers stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Actor
from portal.merging.rules import Ledger, MergeRule, Parties
from training.certificates.queries.ledger import list_numbers


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(column="certificate.person_id", words=("certificate", "certificates"), settle=_count_on),
        MergeRule(
            column="certificate.issued_by_id", words=("certificate they issued", "certificates they issued")
        ),
    )


def _count_on(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """A course that both completed was completed again: its cycles count on after those of who stays.

    Two certificates of one event are one fact printed twice: the second stays with the merged row, where
    its code still answers.
    """
    rows = list_numbers(parties.both)
    last: dict[int | None, int] = {}
    events = set()
    for row in rows:
        if row.person_id == parties.kept_id:
            last[row.course_id] = max(row.cycle, last.get(row.course_id, 0))
            events.add(row.event_id)
    theirs = [row for row in rows if row.person_id == parties.lost_id]
    twice = {(row.course_id, row.cycle) for row in theirs if row.event_id and row.event_id in events}
    ledger.leave([row.id for row in theirs if (row.course_id, row.cycle) in twice])
    # From the last cycle down: no two rows ever have the same number on the way.
    for row in sorted(theirs, key=lambda one: -one.cycle):
        if (row.course_id, row.cycle) not in twice and row.course_id in last:
            cycle = row.cycle + last[row.course_id]
            ledger.change("certificate", row.id, {"cycle": row.cycle}, {"cycle": cycle})

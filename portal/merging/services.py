"""Every change about duplicates. Callers commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.merging import queries
from portal.merging.domain import PairState, Suggestion
from portal.merging.models import PossibleDuplicate


def suggest(suggestions: Iterable[Suggestion]) -> int:
    """Put pairs into the queue, in bulk; says how many were new. Safe to run twice.

    A pair that was asked about before stays as it is: “two people” was somebody's decision. Whoever
    has been merged is asked about as the person who stands for them now.
    """
    given = list(suggestions)
    kept = queries.find_kept({person_id for one in given for person_id in one.pair})
    best: dict[tuple[int, int], Suggestion] = {}
    for one in _as_kept(given, kept):
        if one.pair not in best or one.likelihood > best[one.pair].likelihood:
            best[one.pair] = one
    asked = queries.find_known_pairs(best.keys())
    return add_rows(PossibleDuplicate, [_row(best[pair]) for pair in sorted(best.keys() - asked)])


def _as_kept(given: Iterable[Suggestion], kept: Mapping[int, int]) -> Iterable[Suggestion]:
    for one in given:
        person_id, other_id = kept.get(one.person_id), kept.get(one.other_id)
        if person_id is not None and other_id is not None and person_id != other_id:
            yield replace(one, person_id=person_id, other_id=other_id)


def _row(one: Suggestion) -> dict[str, Any]:
    first_id, second_id = one.pair
    return {
        "first_id": first_id,
        "second_id": second_id,
        "why": one.why,
        "found_by": one.found_by,
        "found_at": clock.now(),
        "likelihood": one.likelihood,
        "state": PairState.OPEN,
        "decided_at": None,
        "decided_by_id": None,
        "decided_reason": "",
    }

"""What becomes of lists of people to book when two people turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """Whoever is on a list twice is on it; of two drafts for one event each keeps its own."""
    return (
        MergeRule(
            column="office_list.made_by_id",
            words=("list of people they booked at once", "lists of people they booked at once"),
            clash=Clash.STAY,
        ),
        MergeRule(
            column="office_row.person_id",
            words=("place on a list of people booked at once", "places on lists of people booked at once"),
            clash=Clash.STAY,
        ),
    )

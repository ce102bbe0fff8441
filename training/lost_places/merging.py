"""What becomes of lost places when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """What was missed goes with the bookings, and adds up."""
    return (
        MergeRule(column="booking_pass.person_id", words=("leave to book", "leaves to book")),
        MergeRule(column="booking_pass.granted_by_id", words=("leave they gave", "leaves they gave")),
        MergeRule(
            column="lost_place.answered_by_id",
            words=("reason they gave for a lost place", "reasons they gave for lost places"),
        ),
        MergeRule(
            column="lost_place.decided_by_id",
            words=("decision about a lost place", "decisions about lost places"),
        ),
    )

"""What becomes of interest when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """Who wants a course as two people wants it once."""
    return (
        MergeRule(
            column="interest.person_id",
            words=("wish to hear about new dates", "wishes to hear about new dates"),
            clash=Clash.STAY,
        ),
    )

"""What becomes of calendar feeds when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """A feed whose kind the person who stays has already is left with the one who goes: it shows nothing."""
    return (
        MergeRule(
            column="calendar_feed.person_id", words=("calendar feed", "calendar feeds"), clash=Clash.STAY
        ),
    )

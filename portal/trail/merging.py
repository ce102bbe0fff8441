"""What becomes of copies when two people turn out to be one: each stays what it was made of."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import MergeRule


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(column="subject_access.person_id", stays=True),
        MergeRule(column="subject_access.asked_by_id", stays=True),
    )

"""What becomes of held places when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import MergeRule


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(
            column="reservation.holder_id", words=("lot of places they hold", "lots of places they hold")
        ),
    )

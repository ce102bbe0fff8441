"""What becomes of the traces of the door when two people turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import MergeRule


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(column="check_in_try.person_id", words=("try to check in", "tries to check in")),
        MergeRule(column="door_scan.scanned_by_id", words=("scan they made", "scans they made")),
        MergeRule(
            column="door_scan_review.decided_by_id",
            words=("scan they decided about", "scans they decided about"),
        ),
    )

"""What becomes of requirements when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """How they stand follows when merging tells that posts have changed; what once counted stays."""
    return (
        MergeRule(column="requirement_standing.person_id", stays=True),
        MergeRule(column="requirement_cycle.person_id", stays=True),
        MergeRule(
            column="requirement_allowance.person_id",
            words=("exemption or extension", "exemptions and extensions"),
        ),
        MergeRule(
            column="requirement_evidence.person_id",
            words=("piece of evidence from elsewhere", "pieces of evidence from elsewhere"),
        ),
    )

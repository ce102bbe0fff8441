"""What becomes of ties to assessments when two people turn out to be one: all of them follow."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(
            column="assessment.lead_practitioner_id",
            words=("assessment they led", "assessments they led"),
        ),
        MergeRule(
            column="assessment_link.person_id",
            words=("part in an assessment", "parts in assessments"),
            clash=Clash.DROP,
        ),
    )

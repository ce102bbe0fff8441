"""What becomes of approvals when two people turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """Letters keep naming the one they were sent to: a link is for whoever had that address."""
    return (
        MergeRule(
            column="approval_decision.decided_by_id",
            words=("booking they decided", "bookings they decided"),
        ),
        MergeRule(column="approval_link.person_id", stays=True),
        MergeRule(
            column="agency_approver.person_id",
            words=("agency that named them to agree", "agencies that named them to agree"),
            clash=Clash.STAY,
        ),
        MergeRule(
            column="agency_approver.named_by_id", words=("approver they named", "approvers they named")
        ),
        MergeRule(
            column="approval_deputy.person_id",
            words=("time somebody decides for them", "times somebody decides for them"),
        ),
        MergeRule(
            column="approval_deputy.deputy_id",
            words=("time they decide for somebody", "times they decide for somebody"),
        ),
    )

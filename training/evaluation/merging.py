"""What becomes of "has answered", and of the key of open forms, when two people turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """Whoever answered twice has answered: the second note stays with the merged row, and so does its key."""
    return (
        MergeRule(
            column="evaluation_invitation.person_id",
            words=("open evaluation", "open evaluations"),
            clash=Clash.STAY,
        ),
        MergeRule(
            column="evaluation_manager.person_id",
            words=("event about which they were asked", "events about which they were asked"),
            clash=Clash.STAY,
        ),
        MergeRule(
            column="evaluation_response.person_id",
            words=("sent evaluation", "sent evaluations"),
            clash=Clash.STAY,
        ),
    )

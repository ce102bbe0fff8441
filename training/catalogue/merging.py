"""What becomes of trainers when two people turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(
            column="event_trainer.person_id",
            words=("event they teach", "events they teach"),
            clash=Clash.DROP,
        ),
        MergeRule(
            column="training_event.result_confirmed_by_id",
            words=("register they confirmed", "registers they confirmed"),
        ),
    )

"""What becomes of requirements when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import work
from portal.kernel.access import Actor
from portal.merging.rules import Ledger, MergeRule, Parties, Undoing
from training.requirements.services.keeping import LOOK_AGAIN


def merge_rules() -> Sequence[MergeRule]:
    """How they stand is worked out anew from what both learned; what once counted stays."""
    return (
        MergeRule(column="requirement_standing.person_id", stays=True),
        MergeRule(column="requirement_cycle.person_id", stays=True),
        MergeRule(
            column="requirement_allowance.person_id",
            words=("exemption or extension", "exemptions and extensions"),
            settle=_settle,
            restore=_restore,
        ),
        MergeRule(
            column="requirement_evidence.person_id",
            words=("piece of evidence from elsewhere", "pieces of evidence from elsewhere"),
        ),
    )


def _settle(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Once the merge is done the worker looks at both; and again when it is undone, which the note is for."""
    ledger.note(parties.lost_id, {})
    work.defer(LOOK_AGAIN, person_ids=list(parties.both))


def _restore(undoing: Undoing) -> None:
    work.defer(LOOK_AGAIN, person_ids=list(undoing.parties.both))

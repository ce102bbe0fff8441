"""What becomes of links to passports when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """A link that somebody has goes on, and shows the one record that there is from then on."""
    return (
        MergeRule(
            column="passport_link.person_id",
            words=("link to a training passport", "links to a training passport"),
        ),
    )

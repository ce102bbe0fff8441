"""When somebody hears of what waits for them. Plain Python (docs/training.md 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import clock, working_days
from training.approvals.domain import CLOSE, MORNING, ApprovalRules


@dataclass(frozen=True, slots=True)
class Waits:
    """What somebody has not heard of: since when, what ends first, and when they were last written to."""

    since: datetime
    ends_at: datetime
    reminds: bool = False
    heard_at: datetime | None = None


def is_letter_due(now: datetime, waits: Waits, rules: ApprovalRules) -> bool:
    """Whether somebody is written to now.

    The first letter waits a little for more requests. What comes after it on the same day is in one letter
    of the next morning, unless something of it ends on that day already. A reminder has its own hour.
    """
    if waits.reminds:
        return True
    due = waits.since + rules.merged_within
    if waits.heard_at is not None:
        following = clock.in_london(waits.heard_at).date() + working_days.DAY
        if waits.ends_at > clock.at_london(following, CLOSE):
            due = max(due, clock.at_london(following, MORNING))
    return now >= due

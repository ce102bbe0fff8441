"""Every change of approvals. Each locks the event first where a booking may move; callers commit."""

from __future__ import annotations

from training.approvals.services.asking import follow_up, hear_asked, hear_moved, remind
from training.approvals.services.deciding import decide, decide_by_link, get_link
from training.approvals.services.setting import (
    end_approver,
    end_deputy,
    name_approver,
    name_deputy,
    refuse_other_agency,
    set_agency_policy,
    set_course_policy,
)
from training.approvals.services.telling import write_letter

__all__ = [
    "decide",
    "decide_by_link",
    "end_approver",
    "end_deputy",
    "follow_up",
    "get_link",
    "hear_asked",
    "hear_moved",
    "name_approver",
    "name_deputy",
    "refuse_other_agency",
    "remind",
    "set_agency_policy",
    "set_course_policy",
    "write_letter",
]

"""What the room of approvals hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Check, Counted, DemoLoader, Job, NavEntry, Slice
from training.approvals import checks, demo, finding, hooks, jobs, letters, merging, queries, services
from training.approvals.domain import ApprovalRules, ApprovalsKept
from training.approvals.models import AgencyApprover, Deputy
from training.approvals.retention import RETENTION
from training.approvals.routes import bp, deciding, setting


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(title="Approval of your bookings", covers=(), select=finding.select_answers_about),
        Held(
            title="Agencies that named you to agree to bookings",
            covers=("agency_approver.person_id",),
            select=own(AgencyApprover, "person_id"),
        ),
        Held(
            title="When somebody decided for you",
            covers=("approval_deputy.person_id",),
            select=own(Deputy, "person_id"),
        ),
        Held(
            title="When you decided for somebody",
            covers=("approval_deputy.deputy_id",),
            select=own(Deputy, "deputy_id"),
        ),
        LeftOut(_OF_OTHERS, OF_OTHERS),
    )


_OF_OTHERS = ("approval_decision.decided_by_id", "approval_link.person_id", "agency_approver.named_by_id")

approvals = Slice(
    name="approvals",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Requests to decide",
            "approvals.list_open",
            Permission.APPROVAL_DECIDE,
            order=16,
            section="Bookings",
        ),
    ),
    counted=(Counted(deciding.number_waiting, deciding.card_waiting),),
    jobs=(
        Job("end-unanswered-requests", jobs.end_unanswered, at="*/15 * * * *"),
        Job("write-to-approvers", jobs.write_letters, at="*/2 * * * *"),
        Job("follow-up-requests", jobs.follow_up, at="7,22,37,52 * * * *"),
    ),
    checks=(
        Check("approvals", checks.find_out_of_step),
        Check("approval steps", checks.find_skipped_steps),
    ),
    retention=RETENTION,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    rules=(ApprovalRules, ApprovalsKept),
    providers={
        "agreed_by_booking": hooks.count_agreed,
        "agency_links": setting.agency_links,
        "approval_steps": queries.list_steps,
        "booking_moved": services.hear_moved,
        "booking_asked": services.hear_asked,
        "course_actions": setting.course_actions,
        "held": held,
        "merge_rules": merging.merge_rules,
        "message_kinds": letters.message_kinds,
        "request_states": deciding.request_states,
    },
)

"""What marking hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from audits.marking import checks, demo, waiting
from audits.marking.models import Audit
from audits.marking.routes import bp
from audits.marking.services import steps
from portal.kernel.access import Permission
from portal.kernel.held import Held, LeftOut, own
from portal.kernel.slice import Check, Counted, DemoLoader, NavEntry, Slice


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Audits you did",
            covers=("audit.auditor_id",),
            select=own(Audit, "auditor_id", leave_out=("content_hash", "marks_hash", "working")),
            of_cases=True,
        ),
        LeftOut(
            (
                "safeguarding_alert.raised_by_id",
                "safeguarding_alert.seen_by_id",
                "safeguarding_alert.decided_by_id",
            ),
            "Safeguarding alerts: they are about a child’s safety, and for the duty lead alone",
        ),
    )


marking = Slice(
    name="marking",
    blueprint=bp,
    navigation=(
        NavEntry("My audits", "marking.my_audits", Permission.AUDIT_MARK, order=40, section="Audits"),
        NavEntry("Alerts", "marking.alerts", Permission.ALERT_HANDLE, order=5),
        NavEntry("Moderation", "marking.moderation", Permission.CYCLE_MANAGE, order=46, section="Audits"),
    ),
    waiting=(waiting.audits_to_mark, waiting.open_alerts),
    counted=(Counted(waiting.number_held, waiting.card_held),),
    checks=(
        Check("submitted audits keep their marks", checks.find_changed_marks),
        Check("the stored working is what the marks give", checks.find_wrong_workings),
    ),
    providers={"held": held, "cycle_blockers": steps.find_blockers},
    demo=(DemoLoader(demo.ORDER, demo.load),),
)

"""What marking hands to the application."""

from __future__ import annotations

from audits.marking import checks, demo, waiting
from audits.marking.routes import bp
from audits.marking.services import steps
from portal.kernel.access import Permission
from portal.kernel.slice import Check, Counted, DemoLoader, NavEntry, Slice

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
    providers={"cycle_blockers": steps.find_blockers},
    demo=(DemoLoader(demo.ORDER, demo.load),),
)

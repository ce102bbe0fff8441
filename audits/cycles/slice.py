"""What audit cycles hand to the application."""

from __future__ import annotations

from collections.abc import Sequence

from audits.cycles import checks, demo, merging, waiting
from audits.cycles.commands import audits
from audits.cycles.models import Allocation, CycleAuditor
from audits.cycles.routes import bp
from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Check, DemoLoader, NavEntry, Slice


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Audit cycles you audit in",
            covers=("cycle_auditor.person_id",),
            select=own(CycleAuditor, "person_id"),
            of_cases=True,
        ),
        Held(
            title="Assessments you were given to audit",
            covers=("allocation.auditor_id",),
            select=own(Allocation, "auditor_id", leave_out=("sample_item_id",)),
            of_cases=True,
        ),
        LeftOut(("audit_cycle.run_by_id",), OF_OTHERS),
    )


cycles = Slice(
    name="cycles",
    blueprint=bp,
    navigation=(
        NavEntry("Audit cycles", "cycles.list_cycles", Permission.CYCLE_MANAGE, order=42, section="Audits"),
    ),
    waiting=(waiting.cycles_to_decide,),
    commands=(audits,),
    checks=(
        Check("No audit is given against a hard rule", checks.broken_conflicts),
        Check("Every draw comes out the same again", checks.draws_that_differ),
    ),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"held": held, "merge_rules": merging.merge_rules},
)

"""What audit cycles hand to the application."""

from __future__ import annotations

from audits.cycles import checks, demo, merging, waiting
from audits.cycles.commands import audits
from audits.cycles.routes import bp
from portal.kernel.access import Permission
from portal.kernel.slice import Check, DemoLoader, NavEntry, Slice

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
    providers={"merge_rules": merging.merge_rules},
)

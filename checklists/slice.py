"""What the checklists hand to the application."""

from __future__ import annotations

from checklists import demo, services
from checklists.commands import checklists as checklists_group
from checklists.routes import bp
from portal.kernel.access import Permission
from portal.kernel.slice import Check, DemoLoader, NavEntry, Slice

checklists = Slice(
    name="checklists",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Checklists", "checklists.list_checklists", Permission.CHECKLIST_READ, order=48, section="Audits"
        ),
    ),
    commands=(checklists_group,),
    checks=(Check("Checklists are as published", services.find_changed_versions),),
    demo=(DemoLoader(20, demo.load),),
)

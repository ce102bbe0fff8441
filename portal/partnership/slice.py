"""What the partnership's own words and numbers hand to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from portal.partnership import demo, memory, queries
from portal.partnership.commands import partnership_group
from portal.partnership.routes import bp

partnership = Slice(
    name="partnership",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Partnership",
            "partnership.overview",
            Permission.PARTNERSHIP_MANAGE,
            order=94,
            section="Operations",
        ),
    ),
    commands=(partnership_group,),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "chosen": memory.current,
        "chosen_known": memory.known,
        "logo_content": queries.find_logo_content,
    },
)

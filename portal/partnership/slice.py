"""What the partnership's own words and numbers hand to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import NavEntry, Slice
from portal.partnership import memory
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
    providers={"chosen": memory.current},
)

"""What the desk hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import NavEntry, Slice
from training.desk.domain import DeskRules
from training.desk.routes import bp

desk = Slice(
    name="desk",
    blueprint=bp,
    navigation=(
        NavEntry("Training desk", "desk.show", Permission.EVENT_MANAGE, order=12, section="Training"),
    ),
    rules=(DeskRules,),
)

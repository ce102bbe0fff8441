"""What this room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import NavEntry, Slice
from portal.trail.routes import bp
from portal.trail.routes.own import account_links

trail = Slice(
    name="trail",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Activity",
            "trail.list_activity",
            Permission.ACTIVITY_READ,
            order=90,
            section="Operations",
        ),
    ),
    providers={"account_links": account_links},
)

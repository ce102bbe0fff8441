"""What the records hand to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import Job, NavEntry, Slice
from portal.records import jobs
from portal.records.commands import records_group
from portal.records.routes import bp

records = Slice(
    name="records",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Retention",
            "records.show_retention",
            Permission.RETENTION_READ,
            order=94,
            section="Operations",
        ),
    ),
    jobs=(Job("delete-what-is-due", jobs.delete_what_is_due, at="20 2 * * *"),),
    commands=(records_group,),
)

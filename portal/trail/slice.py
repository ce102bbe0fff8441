"""What this room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import Job, NavEntry, Slice
from portal.trail import jobs, merging, services
from portal.trail.domain import SubjectAccessRules
from portal.trail.finding import holdings, log
from portal.trail.routes import bp
from portal.trail.routes.copies import person_links
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
    tasks={services.BUILD: jobs.build_copy},
    jobs=(Job("forget-copies", jobs.forget_copies, at="35 * * * *"),),
    rules=(SubjectAccessRules,),
    providers={
        "account_links": account_links,
        "held": holdings.held,
        "merge_rules": merging.merge_rules,
        "names_for": log.names_for,
        "person_links": person_links,
    },
)

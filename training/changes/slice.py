"""What the room of changes hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Job, NavEntry, Slice
from training.changes import jobs, merging, queries, routes
from training.changes.domain import ChangeRules, ChoicesKept
from training.changes.models import DateChoice
from training.changes.retention import RETENTION
from training.changes.services.acting import TASK
from training.changes.services.dates import GIVE_BACK


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="New dates you were asked to choose from",
            covers=("date_choice.person_id",),
            select=own(DateChoice, "person_id"),
        ),
        LeftOut(("mass_change.asked_by_id", "mass_change.undone_by_id"), OF_OTHERS),
    )


changes = Slice(
    name="changes",
    blueprint=routes.bp,
    navigation=(
        NavEntry(
            "Change many", "changes.list_changes", Permission.EVENT_MANAGE, order=16, section="Bookings"
        ),
    ),
    own=(routes.find_choices,),
    jobs=(Job("lapse-date-choices", jobs.lapse_choices, at="*/15 * * * *"),),
    tasks={TASK: jobs.change_events, GIVE_BACK: jobs.give_back},
    retention=RETENTION,
    rules=(ChangeRules, ChoicesKept),
    providers={
        "held": held,
        "merge_rules": merging.merge_rules,
        "unnamed_places": queries.count_held,
    },
)

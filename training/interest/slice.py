"""What the room of interest hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from training.interest import demo, jobs, merging, routes, services
from training.interest.domain import InterestKept
from training.interest.kinds import message_kinds
from training.interest.models import Interest
from training.interest.retention import RETENTION


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Courses you want to hear about",
            covers=("interest.person_id",),
            select=own(Interest, "person_id"),
        ),
    )


interest = Slice(
    name="interest",
    blueprint=routes.bp,
    navigation=(
        NavEntry("Interest", "interest.list_interest", Permission.EVENT_MANAGE, order=15, section="Training"),
    ),
    jobs=(Job("tell-of-new-dates", jobs.tell_news, at="*/10 * * * *"),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(InterestKept,),
    providers={
        "booking_moved": services.hear_of_move,
        "course_actions": routes.course_actions,
        "held": held,
        "letters_foreseen": services.foresee_letters,
        "merge_rules": merging.merge_rules,
        "message_kinds": message_kinds,
        "my_training_notes": routes.list_notes,
    },
)

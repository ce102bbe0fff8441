"""What the catalogue room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open, Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from portal.people.hanging import AreaUse
from training.catalogue import demo, merging
from training.catalogue.models import EventTrainer, Venue
from training.catalogue.routes import bp
from training.catalogue.services.courses import reword_lines


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Events you teach",
            covers=("event_trainer.person_id",),
            select=own(EventTrainer, "person_id"),
        ),
        LeftOut(("training_event.result_confirmed_by_id",), OF_OTHERS),
    )


def area_uses() -> Sequence[AreaUse]:
    """What this room keeps by local area."""
    return (AreaUse(Venue, "training venue", "training venues"),)


catalogue = Slice(
    name="catalogue",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Courses",
            "catalogue.list_courses",
            Open.PUBLIC,
            order=10,
            section="Training",
            also=("shares.list_course_shares",),
        ),
        NavEntry("Venues", "catalogue.list_venues", Permission.EVENT_MANAGE, order=18, section="Training"),
        NavEntry("Strategy", "catalogue.list_lines", Open.SIGNED_IN, order=19, section="Training"),
    ),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "area_uses": area_uses,
        "held": held,
        "merge_rules": merging.merge_rules,
        "reword_lines": reword_lines,
    },
)

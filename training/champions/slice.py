"""What the champions room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Check, DemoLoader, NavEntry, Slice
from training.champions import checks, demo, merging
from training.champions.domain import AppointmentWindow
from training.champions.models import ChampionAppointment
from training.champions.routes import bp
from training.champions.routes.roster import school_links
from training.champions.waiting import find_gaps


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Appointments as {Champion}",
            covers=("champion_appointment.person_id",),
            select=own(ChampionAppointment, "person_id"),
        ),
        LeftOut(("champion_appointment.appointed_by_id",), OF_OTHERS),
    )


champions = Slice(
    name="champions",
    blueprint=bp,
    navigation=(NavEntry("{Champion_short_plural}", "champions.roster", Permission.CHAMPION_READ, order=60),),
    waiting=(find_gaps,),
    checks=(Check("champion-roles", checks.find_roles_out_of_step),),
    rules=(AppointmentWindow,),
    providers={"held": held, "merge_rules": merging.merge_rules, "school_links": school_links},
    demo=(DemoLoader(demo.ORDER, demo.load),),
)

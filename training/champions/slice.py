"""What the champions room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import Check, Counted, DemoLoader, Job, NavEntry, Slice
from training.champions import checks, demo, jobs, letters, merging, services, waiting
from training.champions.domain import (
    AppointmentWindow,
    BriefingRules,
    BriefingsKept,
    ConsultationRules,
    ConsultationsKept,
    InvitationRules,
    InvitationsKept,
)
from training.champions.models import BriefingSchool, ChampionAppointment, ChampionInvitation, Consultation
from training.champions.retention import RETENTION
from training.champions.routes import bp
from training.champions.routes.roster import school_links


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Appointments as {Champion}",
            covers=("champion_appointment.person_id",),
            select=own(ChampionAppointment, "person_id"),
        ),
        Held(
            title="Invitations to become {Champion} or deputy",
            covers=("champion_invitation.person_id",),
            select=own(ChampionInvitation, "person_id"),
        ),
        Held(
            title="Briefings you passed on",
            covers=("briefing_school.confirmed_by_id",),
            select=own(BriefingSchool, "confirmed_by_id"),
        ),
        Held(
            title="Advice you gave to schools",
            covers=("consultation.given_by_id",),
            select=own(Consultation, "given_by_id"),
        ),
        LeftOut(_OF_OTHERS, OF_OTHERS),
    )


_OF_OTHERS = (
    "champion_appointment.appointed_by_id",
    "champion_invitation.invited_by_id",
    "briefing_version.sent_by_id",
    "consultation.written_by_id",
)

champions = Slice(
    name="champions",
    blueprint=bp,
    navigation=(NavEntry("{Champion_short_plural}", "champions.roster", Permission.CHAMPION_READ, order=60),),
    waiting=(waiting.find_gaps,),
    counted=(
        Counted(waiting.number_to_answer, waiting.card_to_answer),
        Counted(waiting.number_to_appoint, waiting.card_to_appoint),
        Counted(waiting.number_pressing, waiting.card_pressing),
        Counted(waiting.number_to_pass_on, waiting.card_to_pass_on),
    ),
    jobs=(
        Job("lapse-champion-invitations", jobs.lapse_invitations, at="20 5 * * *"),
        Job("rank-former-champions", jobs.rank_former, at="25 5 * * *"),
        Job("remind-of-briefings", jobs.remind_of_briefings, at="20 8 * * 1-5"),
    ),
    retention=RETENTION,
    checks=(Check("champion-roles", checks.find_roles_out_of_step),),
    rules=(
        AppointmentWindow,
        BriefingRules,
        BriefingsKept,
        ConsultationRules,
        ConsultationsKept,
        InvitationRules,
        InvitationsKept,
    ),
    providers={
        "booking_priority": services.read_priority,
        "held": held,
        "merge_rules": merging.merge_rules,
        "message_kinds": letters.message_kinds,
        "school_links": school_links,
    },
    demo=(DemoLoader(demo.ORDER, demo.load),),
)

"""Appointing Champions and standing them down. Callers commit."""

from __future__ import annotations

from datetime import date

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, Role, RoleScope, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.kernel.text import day as in_words
from portal.kernel.words import word
from portal.people.models import RoleGrant, School
from portal.people.services import end_role, grant_role
from training.champions import queries
from training.champions.domain import (
    AlreadyAppointed,
    AlreadyStoodDown,
    AppointChampion,
    AppointmentWindow,
    ChampionKind,
    EndsBeforeStart,
    LeadTaken,
    NotOneself,
    NotOnTheStaff,
    SchoolClosed,
    Span,
    StandDownChampion,
    TooFarAway,
    is_free,
)
from training.champions.models import ChampionAppointment


def appoint_champion(actor: Actor, command: AppointChampion) -> ChampionAppointment:
    """Give a school its Champion or a deputy, and the person the role that goes with it, for that school.

    The school's row is locked first: of two people appointing at once, the second is told who was first.
    """
    school = queries.lock_school(command.school_id)
    if school is None:
        raise NotFound
    require(actor, Permission.CHAMPION_APPOINT, school)
    _check_appointment(actor, command, school)
    appointment = ChampionAppointment(
        school_id=school.id,
        person_id=command.person_id,
        kind=command.kind,
        starts_on=command.starts_on,
        appointed_by_id=actor.person_id or None,
    )
    db.session.add(appointment)
    activity.record(
        actor,
        "appoint_champion",
        appointment,
        school_id=school.id,
        before={},
        after={"kind": command.kind.value, "starts_on": command.starts_on.isoformat()},
    )
    grant_role(actor, _role_of(appointment))
    return appointment


def _check_appointment(actor: Actor, command: AppointChampion, school: School) -> None:
    if command.person_id == actor.person_id:
        raise NotOneself
    if not school.is_open:
        raise SchoolClosed
    _refuse_far_away(command.starts_on, "starts_on")
    if not queries.works_at(command.person_id, school.id, command.starts_on):
        raise NotOnTheStaff
    _refuse_overlap(command)


def _refuse_far_away(day: date, field: str) -> None:
    window = in_force(AppointmentWindow)
    if not window.holds(day, clock.today()):
        raise TooFarAway(window, field)


def _refuse_overlap(command: AppointChampion) -> None:
    running = queries.list_appointments_from(command.school_id, command.starts_on)
    wanted = Span(command.starts_on)
    if not is_free(wanted, [one.span for one in running if one.person_id == command.person_id]):
        raise AlreadyAppointed
    if command.kind is ChampionKind.DEPUTY:
        return
    for lead in (one for one in running if one.kind is ChampionKind.LEAD):
        until = f"until {in_words(lead.ends_on)}" if lead.ends_on else "with no last day"
        raise LeadTaken(f"{lead.person.name} is {word.champion_short} here {until}. Stand them down first")


def _role_of(appointment: ChampionAppointment) -> RoleGrant:
    return RoleGrant(
        person_id=appointment.person_id,
        role=Role.CHAMPION,
        school_id=appointment.school_id,
        starts_on=appointment.starts_on,
        reason=f"Appointed {appointment.kind.label.lower()} of the school",
    )


def stand_down_champion(actor: Actor, command: StandDownChampion) -> ChampionAppointment:
    """Give an appointment its last day and a reason. The role ends on the same day."""
    appointment = queries.get_appointment(command.appointment_id)
    queries.lock_school(appointment.school_id)
    require(actor, Permission.CHAMPION_APPOINT, appointment.school)
    db.session.refresh(appointment, ["ends_on"])
    if appointment.ends_on is not None:
        raise AlreadyStoodDown
    if command.ends_on < appointment.starts_on:
        raise EndsBeforeStart
    _refuse_far_away(command.ends_on, "ends_on")
    appointment.ends_on, appointment.ended_reason = command.ends_on, command.reason
    activity.record(
        actor,
        "stand_down_champion",
        appointment,
        reason=command.reason,
        school_id=appointment.school_id,
        before={"ends_on": None},
        after={"ends_on": command.ends_on.isoformat()},
    )
    held = RoleScope(Role.CHAMPION, school_id=appointment.school_id)
    end_role(actor, appointment.person_id, held, on=command.ends_on, reason=command.reason)
    return appointment

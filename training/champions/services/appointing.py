"""Appointing Champions, handing over, covering, and standing down. Callers commit.

Each locks the school's row first: of two who change one school's roster at once, the second sees what the
first did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, Role, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.kernel.text import day as in_words
from portal.kernel.words import word
from portal.people.models import RoleGrant, School
from portal.people.services import end_grant, grant_role
from training.champions import queries
from training.champions.domain import (
    AlreadyAppointed,
    AlreadyStoodDown,
    AppointChampion,
    AppointmentWindow,
    ChampionKind,
    CoverSchool,
    CoversFromElsewhere,
    CoverTooLong,
    EndReason,
    EndsBeforeStart,
    HandOver,
    HandoverTooLong,
    HasALead,
    LastDayTooEarly,
    LeadTaken,
    NotHandedOver,
    NotOneself,
    NotOnTheStaff,
    SchoolClosed,
    Span,
    StandDownChampion,
    TooFarAway,
    is_free,
    shared_days,
)
from training.champions.models import ChampionAppointment
from training.champions.services.inviting import fulfil_invitation, rank

ONE_DAY = timedelta(days=1)


def appoint_champion(actor: Actor, command: AppointChampion) -> ChampionAppointment:
    """Give a school its Champion or a deputy, and the person the role that goes with it, for that school."""
    school = _locked(actor, command.school_id)
    running = queries.list_appointments_from(school.id, command.starts_on)
    _check_appointment(actor, command, school, running)
    if command.kind is ChampionKind.LEAD:
        _end_cover_of(actor, running, command.starts_on)
    return _add(actor, command.person_id, command.kind, school, Span(command.starts_on))


def hand_over(actor: Actor, command: HandOver) -> ChampionAppointment:
    """Give the Champion a last day and the school their successor, who may begin while they are still there.

    A deputy who takes over is deputy until the day before.
    """
    # The page has read it already; what may have changed since is read again once the school is locked.
    old = db.session.get(ChampionAppointment, command.appointment_id)
    if old is None:
        raise NotFound
    school = _locked(actor, old.school_id)
    running = queries.list_appointments_from(school.id, min(command.starts_on, command.ends_on))
    if old not in running or old.kind is not ChampionKind.LEAD or old.ends_on is not None:
        raise NotHandedOver
    if command.ends_on < old.starts_on:
        raise EndsBeforeStart
    if command.ends_on < command.starts_on - ONE_DAY:
        raise LastDayTooEarly
    _end(actor, old, command.ends_on, EndReason.HANDED_OVER.label)
    _make_room_for_deputy(actor, command, running)
    new = AppointChampion(
        school_id=school.id,
        person_id=command.person_id,
        kind=ChampionKind.LEAD,
        starts_on=command.starts_on,
    )
    _check_appointment(actor, new, school, running)
    _end_cover_of(actor, running, command.starts_on)
    return _add(actor, command.person_id, ChampionKind.LEAD, school, Span(command.starts_on))


def cover_school(actor: Actor, command: CoverSchool) -> ChampionAppointment:
    """Let another school's Champion look after this one, with the role for it, until the last day given."""
    school = _locked(actor, command.school_id)
    wanted = Span(command.starts_on, command.ends_on)
    _check_person(actor, command.person_id, school)
    _refuse_far_away(command.starts_on, "starts_on")
    longest = in_force(AppointmentWindow).cover
    if not timedelta(0) <= command.ends_on - command.starts_on <= longest:
        raise CoverTooLong(longest)
    from_school = queries.find_school_led_by(command.person_id, school.id, wanted)
    if from_school is None:
        raise CoversFromElsewhere
    running = queries.list_appointments_from(school.id, command.starts_on)
    if not is_free(wanted, [one.span for one in running if one.kind is ChampionKind.LEAD]):
        raise HasALead
    _refuse_twice(command.person_id, wanted, running)
    return _add(actor, command.person_id, ChampionKind.COVER, school, wanted, from_school_id=from_school)


def stand_down_champion(actor: Actor, command: StandDownChampion) -> ChampionAppointment:
    """Give an appointment its last day and a reason, or an earlier one. The role ends on the same day."""
    appointment = queries.get_appointment(command.appointment_id)
    _locked(actor, appointment.school_id)
    # A cover may end at the same moment because of the school that it comes from.
    db.session.refresh(appointment, ["ends_on"], with_for_update=True)
    if appointment.ends_on is not None and appointment.ends_on <= command.ends_on:
        raise AlreadyStoodDown
    if command.ends_on < appointment.starts_on:
        raise EndsBeforeStart
    _refuse_far_away(command.ends_on, "ends_on")
    _end(actor, appointment, command.ends_on, command.reason)
    return appointment


def _locked(actor: Actor, school_id: int) -> School:
    school = queries.lock_school(school_id)
    if school is None:
        raise NotFound
    require(actor, Permission.CHAMPION_APPOINT, school)
    return school


def _add(
    actor: Actor, person_id: int, kind: ChampionKind, school: School, span: Span, **more: int
) -> ChampionAppointment:
    appointment = ChampionAppointment(
        school_id=school.id,
        person_id=person_id,
        kind=kind,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        appointed_by_id=actor.person_id or None,
        **more,
    )
    db.session.add(appointment)
    activity.record(
        actor,
        "appoint_champion",
        appointment,
        school_id=school.id,
        before={},
        after={"kind": kind.value, "starts_on": span.starts_on.isoformat(), **_last_day(span), **more},
    )
    grant_role(actor, _role_of(appointment))
    fulfil_invitation(actor, school.id, person_id)
    return appointment


def _last_day(span: Span) -> dict[str, str]:
    return {} if span.ends_on is None else {"ends_on": span.ends_on.isoformat()}


def _end(actor: Actor, appointment: ChampionAppointment, day: date, reason: str) -> None:
    before = appointment.ends_on
    appointment.ends_on, appointment.ended_reason = day, reason
    activity.record(
        actor,
        "stand_down_champion",
        appointment,
        reason=reason,
        school_id=appointment.school_id,
        before={"ends_on": before and before.isoformat()},
        after={"ends_on": day.isoformat()},
    )
    for grant in queries.list_grants_beyond(appointment, day):
        end_grant(actor, grant, max(day, grant.starts_on), reason)
    if appointment.kind is not ChampionKind.COVER:
        rank(actor, appointment.person_id, reason)
    if appointment.kind is ChampionKind.LEAD:
        for cover in queries.lock_covers_beyond(appointment, day):
            _end_cover(actor, cover, day, EndReason.LEADS_NO_LONGER)


def _end_cover_of(actor: Actor, running: Sequence[ChampionAppointment], begins: date) -> None:
    """Whoever covers a school does so until the day before its own Champion begins."""
    for one in running:
        if one.kind is ChampionKind.COVER:
            _end_cover(actor, one, begins - ONE_DAY, EndReason.OWN_LEAD)


def _end_cover(actor: Actor, cover: ChampionAppointment, day: date, reason: EndReason) -> None:
    """One that had not begun by then has its first day left: rows are never deleted."""
    _end(actor, cover, max(day, cover.starts_on), reason.label)


def _make_room_for_deputy(actor: Actor, command: HandOver, running: Sequence[ChampionAppointment]) -> None:
    for one in running:
        is_theirs = one.person_id == command.person_id and one.kind is ChampionKind.DEPUTY
        if is_theirs and one.starts_on < command.starts_on:
            _end(actor, one, command.starts_on - ONE_DAY, EndReason.MOVED_UP.label)


def _check_appointment(
    actor: Actor, command: AppointChampion, school: School, running: Sequence[ChampionAppointment]
) -> None:
    _check_person(actor, command.person_id, school)
    _refuse_far_away(command.starts_on, "starts_on")
    if not queries.works_at(command.person_id, school.id, command.starts_on):
        raise NotOnTheStaff
    wanted, is_lead = Span(command.starts_on), command.kind is ChampionKind.LEAD
    # Whoever covers the school may come to lead it: their cover ends with that, as everybody's does.
    theirs = [one for one in running if not (is_lead and one.kind is ChampionKind.COVER)]
    _refuse_twice(command.person_id, wanted, theirs)
    if is_lead:
        leads = [one for one in running if one.kind is ChampionKind.LEAD and wanted.overlaps(one.span)]
        _refuse_third(leads, wanted)


def _check_person(actor: Actor, person_id: int, school: School) -> None:
    if person_id == actor.person_id:
        raise NotOneself
    if not school.is_open:
        raise SchoolClosed


def _refuse_far_away(day: date, field: str) -> None:
    window = in_force(AppointmentWindow)
    if not window.holds(day, clock.today()):
        raise TooFarAway(window, field)


def _refuse_twice(person_id: int, wanted: Span, running: Sequence[ChampionAppointment]) -> None:
    if not is_free(wanted, [one.span for one in running if one.person_id == person_id]):
        raise AlreadyAppointed


def _refuse_third(leads: Sequence[ChampionAppointment], wanted: Span) -> None:
    """One Champion may follow another whose last day is known, and serve beside them for a while."""
    together = in_force(AppointmentWindow).together
    for lead in leads:
        until = f"until {in_words(lead.ends_on)}" if lead.ends_on else "with no last day"
        said = f"{lead.person.name} is {word.champion_short} here {until}"
        if lead.ends_on is None:
            raise LeadTaken(f"{said}. Let them hand over, or stand them down first")
        if len(leads) > 1:
            raise LeadTaken(f"{said}, and so is somebody else. Two at a time are enough")
        if timedelta(days=shared_days(wanted, lead.span)) > together:
            raise HandoverTooLong(together, said)


def _role_of(appointment: ChampionAppointment) -> RoleGrant:
    words = {ChampionKind.COVER: "Covers the school"}
    return RoleGrant(
        person_id=appointment.person_id,
        role=Role.CHAMPION,
        school_id=appointment.school_id,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        reason=words.get(appointment.kind, f"Appointed {appointment.kind.label.lower()} of the school"),
    )

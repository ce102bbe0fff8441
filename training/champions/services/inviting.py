"""Asking somebody to become Champion or deputy, and what they answer. Callers commit.

The school's row is locked first, as for every change of its roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from portal.kernel import activity, clock, outbox
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.kernel.words import word
from portal.people.models import Person
from training.bookings.domain import Learner, Priority
from training.bookings.services import rank_anew
from training.catalogue.models import TrainingEvent
from training.champions import letters, queries
from training.champions.domain import (
    AlreadyAppointed,
    AlreadyInvited,
    AnswerInvitation,
    InvitationRules,
    InvitationState,
    InviteSuccessor,
    NoLongerOpen,
    NotOneself,
    NotOnTheStaff,
    SchoolClosed,
)
from training.champions.models import ChampionCourse, ChampionInvitation
from training.champions.queries import inviting

# Rows of one round of the job.
AT_ONCE = 500
# So that a day on which the timetable stood still is made up for.
LOOKED_BACK = timedelta(days=7)


def invite_successor(actor: Actor, command: InviteSuccessor) -> ChampionInvitation:
    """Ask a member of staff, by letter; they go up wherever they wait for what makes a Champion current."""
    school = queries.lock_school(command.school_id)
    if school is None:
        raise NotFound
    require(actor, Permission.CHAMPION_INVITE, queries.SchoolSubject(school.id, school.agency_id))
    if command.person_id == actor.person_id:
        raise NotOneself
    if not school.is_open:
        raise SchoolClosed
    _refuse_person(command)
    invitation = _open_one(actor, command)
    db.session.add(invitation)
    activity.record(
        actor,
        "invite_champion",
        invitation,
        school_id=school.id,
        before={},
        after={"kind": command.kind.value, "answer_by": invitation.answer_by.isoformat()},
    )
    courses = queries.list_champion_courses()
    person = db.session.get_one(Person, command.person_id)
    letters.invite(invitation, person, school, [one.course.title for one in courses])
    rank(actor, invitation.person_id, "Invited to the roster of a school", courses)
    return invitation


def _open_one(actor: Actor, command: InviteSuccessor) -> ChampionInvitation:
    return ChampionInvitation(
        school_id=command.school_id,
        person_id=command.person_id,
        kind=command.kind,
        invited_at=clock.now(),
        invited_by_id=actor.person_id or None,
        answer_by=clock.today() + in_force(InvitationRules).answered_within,
        state=InvitationState.OPEN,
    )


def _refuse_person(command: InviteSuccessor) -> None:
    today = clock.today()
    if not queries.works_at(command.person_id, command.school_id, today):
        raise NotOnTheStaff
    running = queries.list_appointments_from(command.school_id, today)
    if any(one.person_id == command.person_id and one.kind is command.kind for one in running):
        raise AlreadyAppointed
    hopeful = inviting.find_hopeful(command.school_id, command.person_id)
    if hopeful is None:
        return
    if hopeful.state is InvitationState.OPEN or inviting.counts_yes(hopeful.id):
        raise AlreadyInvited
    _lapse([hopeful])


def answer_invitation(actor: Actor, command: AnswerInvitation) -> ChampionInvitation:
    """Say yes or no to an invitation of one's own. Raises `NotFound` for anybody else's."""
    invitation = inviting.get_invitation(command.invitation_id, lock=True)
    if invitation.person_id != actor.person_id:
        raise NotFound
    if not invitation.is_open_on(clock.today()):
        raise NoLongerOpen
    said = InvitationState.ACCEPTED if command.says_yes else InvitationState.DECLINED
    _close(actor, "answer_champion_invitation", invitation, said)
    return invitation


def withdraw_invitation(actor: Actor, invitation_id: int) -> ChampionInvitation:
    """Take an invitation back of which something could still come."""
    invitation = inviting.get_invitation(invitation_id, lock=True)
    subject = queries.SchoolSubject(invitation.school_id, invitation.school.agency_id)
    require(actor, Permission.CHAMPION_INVITE, subject)
    if invitation.state not in {InvitationState.OPEN, InvitationState.ACCEPTED}:
        raise NoLongerOpen
    _close(actor, "withdraw_champion_invitation", invitation, InvitationState.WITHDRAWN)
    outbox.close_waiting([letters.about(invitation.id)], "The invitation was taken back")
    return invitation


def fulfil_invitation(actor: Actor, school_id: int, person_id: int) -> None:
    """Whoever was invited is appointed; they keep their place in queues until they are trained."""
    invitation = inviting.find_hopeful(school_id, person_id)
    if invitation is not None:
        _close(actor, "fulfil_champion_invitation", invitation, InvitationState.APPOINTED)
    else:
        rank(actor, person_id, "Appointed to the roster of a school")


def lapse_invitations() -> int:
    """Close what nobody answered in time, and each yes that counts no longer; says how many.

    Safe to run twice.
    """
    late = inviting.lock_late(clock.today(), AT_ONCE)
    _lapse(late)
    return len(late)


def _lapse(late: Sequence[ChampionInvitation]) -> None:
    told = []
    for one in late:
        is_open = one.state is InvitationState.OPEN
        after = InvitationState.LAPSED if is_open else InvitationState.OVERTAKEN
        told.append(Told(one.id, one.state.value, after.value, one.person_id))
        one.state = after
    db.session.flush()
    activity.record_each(SYSTEM, "lapse_champion_invitation", ChampionInvitation, told)
    for one in late:
        rank(SYSTEM, one.person_id, one.state.label)


def _close(actor: Actor, verb: str, invitation: ChampionInvitation, state: InvitationState) -> None:
    before = invitation.state
    invitation.state = state
    if state in {InvitationState.ACCEPTED, InvitationState.DECLINED}:
        invitation.answered_at = clock.now()
    activity.record(
        actor,
        verb,
        invitation,
        school_id=invitation.school_id,
        before={"state": before.value},
        after={"state": state.value},
    )
    rank(actor, invitation.person_id, state.label)


def rank(actor: Actor, person_id: int, why: str, counting: Sequence[ChampionCourse] | None = None) -> None:
    """Their places in queues follow, on the courses that count."""
    courses = queries.list_champion_courses() if counting is None else counting
    if courses:
        rank_anew(actor, [person_id], [one.course_id for one in courses], why)


def rank_former() -> None:
    """Whose last day has come keeps no place in a queue by it. Safe to run twice.

    A last day that was given ahead changes nothing before it, so nobody else follows it.
    """
    courses = queries.list_champion_courses()
    today = clock.today()
    for person_id in inviting.list_just_ended(today, today - LOOKED_BACK) if courses else ():
        rank(SYSTEM, person_id, "Their last day on the roster of a school has passed", courses)


def read_priority(event: TrainingEvent, learner: Learner) -> Priority | None:
    """Whoever is to be Champion goes first on what makes them one (training/bookings/domain/hooks.py)."""
    points = in_force(InvitationRules).priority
    if not points or not inviting.needs_course(learner.person_id, event.course_id, clock.today()):
        return None
    return Priority(points, f"Your school needs you as a trained {word.champion_short} or deputy")

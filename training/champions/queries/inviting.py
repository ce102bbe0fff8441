"""Reads of invitations to a roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.models import Post, School
from portal.people.scope import is_not_over
from training.catalogue.models import Course
from training.champions.domain import HOPEFUL, ChampionKind, InvitationRules, InvitationState
from training.champions.models import (
    ChampionAppointment,
    ChampionCourse,
    ChampionInvitation,
    trained_until,
)


def get_invitation(invitation_id: int, *, lock: bool = False) -> ChampionInvitation:
    """With its person and school. Raise `NotFound` when there is no such invitation."""
    statement = (
        select(ChampionInvitation)
        .where(ChampionInvitation.id == invitation_id)
        .options(
            joinedload(ChampionInvitation.person, innerjoin=True),
            joinedload(ChampionInvitation.school, innerjoin=True),
        )
    )
    if lock:
        statement = statement.with_for_update(of=ChampionInvitation).execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def find_hopeful(school_id: int, person_id: int) -> ChampionInvitation | None:
    """The invitation of which something may still come."""
    return db.session.scalar(
        select(ChampionInvitation).where(
            ChampionInvitation.school_id == school_id,
            ChampionInvitation.person_id == person_id,
            ChampionInvitation.state.in_(HOPEFUL),
        )
    )


def list_hopeful(school_id: int) -> Sequence[ChampionInvitation]:
    """The same for a whole school, with their people, oldest first."""
    return db.session.scalars(
        select(ChampionInvitation)
        .where(ChampionInvitation.school_id == school_id, ChampionInvitation.state.in_(HOPEFUL))
        .options(joinedload(ChampionInvitation.person, innerjoin=True))
        .order_by(ChampionInvitation.invited_at, ChampionInvitation.id)
    ).all()


def list_own(person_id: int) -> Sequence[ChampionInvitation]:
    """Every invitation of a person that is kept, newest first."""
    return db.session.scalars(
        select(ChampionInvitation)
        .where(ChampionInvitation.person_id == person_id)
        .options(joinedload(ChampionInvitation.school, innerjoin=True))
        .order_by(ChampionInvitation.invited_at.desc(), ChampionInvitation.id)
    ).all()


def select_to_appoint(actor: Actor) -> Select[*tuple[Any, ...]] | None:
    """Ids of those who said yes, and whom this actor may appoint; None for somebody who appoints nobody."""
    said_yes = select(ChampionInvitation.id).where(
        ChampionInvitation.state == InvitationState.ACCEPTED, yes_counts()
    )
    if actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD):
        return said_yes
    agencies = actor.agencies_as(Role.AGENCY_LEAD)
    if not agencies:
        return None
    theirs = select(School.id).where(School.agency_id.in_(agencies))
    return said_yes.where(ChampionInvitation.school_id.in_(theirs))


def list_to_appoint(actor: Actor) -> Sequence[ChampionInvitation]:
    """Those people, with their schools, by school."""
    ids = select_to_appoint(actor)
    if ids is None:
        return []
    return db.session.scalars(
        select(ChampionInvitation)
        .join(School, School.id == ChampionInvitation.school_id)
        .where(ChampionInvitation.id.in_(ids))
        .options(
            joinedload(ChampionInvitation.person, innerjoin=True),
            joinedload(ChampionInvitation.school, innerjoin=True),
        )
        .order_by(School.name, ChampionInvitation.id)
    ).all()


def yes_counts() -> ColumnElement[bool]:
    """Of those who said yes: not too long ago, and they still work at the school."""
    since = clock.now() - in_force(InvitationRules).yes_holds
    works_there = exists().where(
        Post.person_id == ChampionInvitation.person_id,
        Post.school_id == ChampionInvitation.school_id,
        is_not_over(),
    )
    return (ChampionInvitation.answered_at >= since) & works_there


def counts_yes(invitation_id: int) -> bool:
    """Whether something may still come of this one, which was accepted."""
    found = select(ChampionInvitation.id).where(ChampionInvitation.id == invitation_id, yes_counts())
    return db.session.scalar(found) is not None


def lock_late(day: date, most: int) -> Sequence[ChampionInvitation]:
    """Invitations that nobody answered in time, and those whose yes counts no longer."""
    is_late = (ChampionInvitation.state == InvitationState.OPEN) & (ChampionInvitation.answer_by < day)
    is_overtaken = (ChampionInvitation.state == InvitationState.ACCEPTED) & ~yes_counts()
    return db.session.scalars(
        select(ChampionInvitation)
        .where(or_(is_late, is_overtaken))
        .order_by(ChampionInvitation.id)
        .limit(most)
        .with_for_update()
    ).all()


def list_course_titles() -> Sequence[str]:
    """What makes a Champion current, by title; nothing where every certificate does."""
    return db.session.scalars(
        select(Course.title).where(_is_chosen(Course.id.expression)).order_by(Course.title, Course.id)
    ).all()


def needs_course(person_id: int, course_id: int, day: date) -> bool:
    """Whether the course makes a Champion current and this person is to be one, or is and is not trained."""
    invited = exists().where(
        ChampionInvitation.person_id == person_id,
        or_(
            (ChampionInvitation.state == InvitationState.ACCEPTED) & yes_counts(),
            (ChampionInvitation.state == InvitationState.OPEN) & (ChampionInvitation.answer_by >= day),
        ),
    )
    appointed = exists().where(
        ChampionAppointment.person_id == person_id,
        ChampionAppointment.kind != ChampionKind.COVER,
        or_(ChampionAppointment.ends_on.is_(None), ChampionAppointment.ends_on >= day),
    )
    needed = (
        select(ChampionCourse.id)
        .where(ChampionCourse.course_id == course_id, or_(invited, appointed))
        .where(trained_until(person_id, day).is_(None))
    )
    return db.session.scalar(needed) is not None


def list_just_ended(day: date, since: date) -> Sequence[int]:
    """Whose appointment as Champion or deputy came to its last day in the days before this one."""
    return db.session.scalars(
        select(ChampionAppointment.person_id)
        .where(
            ChampionAppointment.kind != ChampionKind.COVER,
            *(ChampionAppointment.ends_on >= since, ChampionAppointment.ends_on < day),
        )
        .distinct()
        .order_by(ChampionAppointment.person_id)
    ).all()


def _is_chosen(course_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(ChampionCourse.course_id == course_id)


def count_open(person_id: int) -> Select[int]:
    """How many invitations wait for this person's answer."""
    return select(func.count(ChampionInvitation.id)).where(
        ChampionInvitation.person_id == person_id,
        ChampionInvitation.state == InvitationState.OPEN,
        ChampionInvitation.answer_by >= clock.today(),
    )

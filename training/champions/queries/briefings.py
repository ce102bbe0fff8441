"""Reads of briefings, of whom they go to, and of how far they have come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, School
from training.champions.domain import Reach
from training.champions.models import (
    BriefingSchool,
    BriefingVersion,
    ChampionAppointment,
    ChampionBriefing,
    is_current,
)


def get_briefing(briefing_id: int, *, lock: bool = False) -> ChampionBriefing:
    """Raise `NotFound` when there is no such briefing."""
    found = db.session.get(
        ChampionBriefing, briefing_id, with_for_update=lock or None, populate_existing=lock
    )
    if found is None:
        raise NotFound
    return found


def list_versions(briefing_id: int) -> Sequence[BriefingVersion]:
    """As it was sent, newest first."""
    return db.session.scalars(
        select(BriefingVersion)
        .where(BriefingVersion.briefing_id == briefing_id)
        .order_by(BriefingVersion.version.desc())
    ).all()


def list_champions(day: date, *, unconfirmed: int | None = None) -> Sequence[tuple[Person, Sequence[int]]]:
    """Everyone on the roster of an open school today, once, with their schools.

    `unconfirmed` cuts them down to schools that have not passed this briefing on.
    """
    statement = (
        select(Person, ChampionAppointment.school_id)
        .join(ChampionAppointment, ChampionAppointment.person_id == Person.id)
        .join(School, School.id == ChampionAppointment.school_id)
        .where(is_current(day), School.is_open)
        .order_by(Person.id, ChampionAppointment.school_id)
    )
    if unconfirmed is not None:
        open_ones = select(BriefingSchool.school_id).where(
            BriefingSchool.briefing_id == unconfirmed, BriefingSchool.briefed_on.is_(None)
        )
        statement = statement.where(ChampionAppointment.school_id.in_(open_ones))
    found: dict[Person, list[int]] = {}
    for person, school_id in db.session.execute(statement):
        found.setdefault(person, []).append(school_id)
    return list(found.items())


def count_champions(day: date) -> tuple[int, int]:
    """How many people that would be, and of how many schools."""
    row = db.session.execute(
        select(
            func.count(ChampionAppointment.person_id.distinct()),
            func.count(ChampionAppointment.school_id.distinct()),
        )
        .join(School, School.id == ChampionAppointment.school_id)
        .where(is_current(day), School.is_open)
    ).one()
    return row[0], row[1]


def list_asked(briefing_id: int) -> Collection[int]:
    """The schools that were asked to pass it on."""
    asked = select(BriefingSchool.school_id).where(BriefingSchool.briefing_id == briefing_id)
    return frozenset(db.session.scalars(asked))


def find_school(briefing_id: int, school_id: int) -> BriefingSchool | None:
    return db.session.scalar(
        select(BriefingSchool).where(
            BriefingSchool.briefing_id == briefing_id, BriefingSchool.school_id == school_id
        )
    )


def list_of_schools(briefing_id: int, school_ids: Collection[int]) -> Sequence[BriefingSchool]:
    """What these schools were asked and have said, by name."""
    return db.session.scalars(
        select(BriefingSchool)
        .join(School, School.id == BriefingSchool.school_id)
        .where(BriefingSchool.briefing_id == briefing_id, BriefingSchool.school_id.in_(school_ids))
        .options(joinedload(BriefingSchool.school, innerjoin=True))
        .order_by(School.name, School.id)
    ).all()


_SAID = BriefingSchool.briefed_on.is_not(None)


def select_schools(briefing_id: int, *, only_silent: bool) -> Select[*tuple[Any, ...]]:
    """Who was asked, and what they said; those who have said nothing alone, or all of them."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            School.id,
            School.name,
            BriefingSchool.colleagues,
            BriefingSchool.briefed_on,
            BriefingSchool.version,
        )
        .join(School, School.id == BriefingSchool.school_id)
        .where(BriefingSchool.briefing_id == briefing_id)
        .order_by(School.name, School.id)
    )
    return statement.where(~_SAID) if only_silent else statement


_REACH = (
    func.count(BriefingSchool.id),
    func.count(BriefingSchool.id).filter(_SAID),
    func.coalesce(func.sum(BriefingSchool.colleagues), 0),
)


def count_reach(briefing_id: int) -> Reach:
    asked, confirmed, colleagues = db.session.execute(
        select(*_REACH).where(BriefingSchool.briefing_id == briefing_id)
    ).one()
    return Reach(asked, confirmed, colleagues or 0)


def select_briefings() -> Select[*tuple[Any, ...]]:
    """All of them with their reach: drafts first, then newest first."""
    return (
        select(ChampionBriefing, *_REACH)
        .outerjoin(BriefingSchool, BriefingSchool.briefing_id == ChampionBriefing.id)
        .group_by(ChampionBriefing.id)
        .order_by(
            ChampionBriefing.first_sent_at.is_not(None),
            ChampionBriefing.first_sent_at.desc(),
            ChampionBriefing.id.desc(),
        )
    )


def select_for_schools(school_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """What these schools were asked to pass on: what they have not first, then newest first."""
    return (
        select(BriefingSchool)
        .join(ChampionBriefing, ChampionBriefing.id == BriefingSchool.briefing_id)
        .join(School, School.id == BriefingSchool.school_id)
        .where(BriefingSchool.school_id.in_(school_ids))
        .options(
            joinedload(BriefingSchool.briefing, innerjoin=True),
            joinedload(BriefingSchool.school, innerjoin=True),
        )
        .order_by(
            BriefingSchool.briefed_on.is_not(None),
            ChampionBriefing.first_sent_at.desc(),
            School.name,
            BriefingSchool.id,
        )
    )


def number_to_pass_on(school_ids: Collection[int]) -> ScalarSelect[int]:
    return (
        select(func.count(BriefingSchool.id))
        .where(BriefingSchool.school_id.in_(school_ids), ~_SAID)
        .scalar_subquery()
    )


def lock_to_remind(before: datetime, most: int) -> Sequence[ChampionBriefing]:
    """Briefings that were first sent so long ago, and that nobody was reminded of."""
    return db.session.scalars(
        select(ChampionBriefing)
        .where(
            ChampionBriefing.first_sent_at <= before,
            ChampionBriefing.reminded_at.is_(None),
        )
        .order_by(ChampionBriefing.id)
        .limit(most)
        .with_for_update()
    ).all()

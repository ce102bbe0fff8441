"""The roster of the demo partnership: most schools have a Champion, some a deputy, and there are gaps.

One in some schools hands over just now, and some vacancies are covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.domain import RoleGroup
from portal.people.models import LocalArea, Post, RoleGrant, School
from training.catalogue.models import Course
from training.champions.domain import ChampionKind, EndReason
from training.champions.models import (
    BriefingSchool,
    BriefingVersion,
    ChampionAppointment,
    ChampionBriefing,
    ChampionCourse,
    ConsultationTheme,
    SchoolCluster,
    SchoolTerm,
    is_current,
)

ORDER = 70
DEPUTY_SHARE, EARLIER_SHARE = 0.55, 0.3
# One school in so many has no Champion, in a demo of any size.
GAP_EVERY = 6
# Whoever left lately may still stand on the roster: somebody has to notice.
LATELY_DAYS, LONGEST_DAYS = 90, 900
SCHOOLS_AT_ONCE = 500
# One school in so many hands over, and every second gap is covered.
HAND_OVER_EVERY, COVERED_EVERY = 17, 2
BEGAN_AGO, STAYS_FOR, COVER_FOR = timedelta(days=9), timedelta(days=19), timedelta(days=60)
# What makes a Champion current here, and the terms of one school year: first and last day as month and day.
# Besides the common core.
COURSE = "Early Help Champion briefing"
TERMS = (("Autumn", (9, 3), (12, 18)), ("Spring", (1, 4), (3, 26)), ("Summer", (4, 12), (7, 21)))
SCHOOL_YEAR_BEGINS = 8
# Title, words, how many days ago it was sent, and how many schools passed it on.
BRIEFINGS: tuple[tuple[str, str, int | None, float], ...] = (
    (
        "The shorter form for a first conversation",
        "From this term there is a **shorter form**.\n\n- Write down what should change\n- Ask each child",
        40,
        0.8,
    ),
    (
        "Whom to ring before a referral",
        "Ring the team of your part of the city first. They tell you who helps already.",
        6,
        0.35,
    ),
    ("Good Help in the summer holidays", "What is open, and for whom.", None, 0),
)
# What schools ask advice about.
THEMES = (
    "A child’s voice",
    "Agreeing a plan",
    "When to refer on",
    "Whom to involve",
    "Writing an assessment",
)
CLUSTERS, IN_NO_CLUSTER, IN_A_ROW = ("Rivers", "Hills", "Woods"), 9, 4
LEADING = (RoleGroup.SCHOOL_LEADERSHIP, RoleGroup.FAMILY_SUPPORT, RoleGroup.TEACHING)

Row = dict[str, Any]
# Person, first day in post, and the last if it is over.
Member = tuple[int, date, date | None]
Staff = list[Member]
Term = tuple[date, date | None]


def load(plan: DemoPlan) -> None:
    """Appoint Champions and deputies, with the role that goes with it, and say what makes them current."""
    add_rows(ChampionCourse, _courses())
    add_rows(SchoolTerm, _terms(clock.today()))
    add_rows(SchoolCluster, _clusters())
    add_rows(ConsultationTheme, [{"name": name, "is_offered": True} for name in THEMES])
    roster = Roster(Random(f"{plan.seed}/champions"), find_cast())  # noqa: S311  # invented data
    schools = db.session.scalars(select(School.id).order_by(School.id)).all()
    for start in range(0, len(schools), SCHOOLS_AT_ONCE):
        chosen = schools[start : start + SCHOOLS_AT_ONCE]
        staff = _staff_of(chosen)
        for number, school_id in enumerate(chosen, start=1):
            roster.appoint(school_id, staff.get(school_id, []), number=number)
        roster.write()
    plan.say(f"{roster.count:,} Champions and deputies")
    _add_briefings(plan)


def _add_briefings(plan: DemoPlan) -> None:
    """Two that were sent, of which the older has come further, and one that is still being written."""
    rng = Random(f"{plan.seed}/briefings")  # noqa: S311  # invented data
    asked = db.session.scalars(
        select(ChampionAppointment.school_id)
        .where(is_current(clock.today()))
        .distinct()
        .order_by(ChampionAppointment.school_id)
    ).all()
    for title, body, days, share in BRIEFINGS:
        sent_at = None if days is None else clock.now() - timedelta(days=days)
        sent = int(sent_at is not None)
        words: Row = {"title": title, "body": body}
        made = {"edition": 1, "sent_edition": sent, "version": sent, "first_sent_at": sent_at}
        (briefing_id,) = add_rows_for_ids(ChampionBriefing, [words | made | {"reminded_at": None}])
        if sent_at is not None:
            version = {"briefing_id": briefing_id, "version": 1, "note": "", "sent_at": sent_at}
            add_rows(BriefingVersion, [words | version])
            add_rows(BriefingSchool, [_heard(briefing_id, one, sent_at, rng, share) for one in asked])


def _heard(briefing_id: int, school_id: int, sent_at: datetime, rng: Random, share: float) -> Row:
    """What a school said, if it said anything."""
    row: Row = {"briefing_id": briefing_id, "school_id": school_id}
    if rng.random() >= share:
        return row | dict.fromkeys(("colleagues", "briefed_on", "version", "confirmed_at"))
    day = (sent_at + timedelta(days=rng.randrange(1, 5))).date()
    return row | {
        "colleagues": rng.randrange(4, 60),
        "briefed_on": day,
        "version": 1,
        "confirmed_at": sent_at + timedelta(days=5),
    }


def _courses() -> list[Row]:
    ids = db.session.scalars(
        select(Course.id).where((Course.title == COURSE) | Course.is_common_core).order_by(Course.id)
    )
    return [{"course_id": course_id} for course_id in ids]


def _clusters() -> list[Row]:
    """Some to each part of the patch; some schools are in none."""
    rows = db.session.execute(
        select(School.id, LocalArea.name)
        .join(LocalArea, LocalArea.id == School.local_area_id)
        .order_by(School.id)
    )
    return [
        {"school_id": school_id, "name": f"{part} {CLUSTERS[number // IN_A_ROW % len(CLUSTERS)]}"}
        for number, (school_id, part) in enumerate(rows)
        if number % IN_NO_CLUSTER
    ]


def _terms(today: date) -> list[Row]:
    """Of this school year and the next."""
    began = today.year if today.month >= SCHOOL_YEAR_BEGINS else today.year - 1
    return [
        {"name": f"{name} {year}", "starts_on": date(year, *first), "ends_on": date(year, *last)}
        for autumn in (began, began + 1)
        for name, first, last in TERMS
        for year in (autumn if first[0] >= SCHOOL_YEAR_BEGINS else autumn + 1,)
    ]


def _staff_of(schools: Sequence[int]) -> dict[int, Staff]:
    rows = db.session.execute(
        select(Post.school_id, Post.person_id, Post.started_on, Post.ended_on)
        .where(Post.school_id.in_(schools), Post.is_paid, Post.role_group.in_(LEADING))
        .order_by(Post.school_id, Post.id)
    )
    return {
        school_id: [(person, started_on, ended_on) for _, person, started_on, ended_on in group]
        for school_id, group in groupby(rows, key=lambda row: row[0])
        if school_id is not None
    }


class Roster:
    def __init__(self, rng: Random, cast: dict[str, Player]) -> None:
        self.count = 0
        self._rng = rng
        self._champion = cast["champion"]
        self._cast = {player.person_id for player in cast.values()}
        self._today = clock.today()
        # Somebody who leads and stays, with their school: they may cover another.
        self._lead: tuple[int, int] | None = None
        self._appointments: list[Row] = []
        self._grants: list[Row] = []

    def appoint(self, school_id: int, staff: Staff, *, number: int) -> None:
        """The demo Champion at their school; elsewhere as it falls, with gaps, and none of the cast."""
        rng, has_gap = self._rng, number % GAP_EVERY == 0
        here = [one for one in staff if not one[2] and one[0] not in self._cast]
        lately = self._today - timedelta(days=LATELY_DAYS)
        gone = [one for one in staff if one[2] and one[2] > lately]
        rng.shuffle(here)
        if school_id == self._champion.school_id:
            since = self._today - timedelta(days=365)
            self._add(school_id, self._champion.person_id, ChampionKind.LEAD, (since, None))
        elif not has_gap and number % HAND_OVER_EVERY == 0 and len(here) > 1:
            self._hand_over(school_id, here.pop(), here.pop())
        elif not has_gap and (gone or here):
            lead = gone[0] if gone else here.pop()
            self._add_since(school_id, lead, ChampionKind.LEAD)
            self._lead = None if gone else (lead[0], school_id)
        elif self._lead and number % (GAP_EVERY * COVERED_EVERY) == 0:
            self._cover(school_id, *self._lead)
        if here and rng.random() < DEPUTY_SHARE:
            self._add_since(school_id, here.pop(), ChampionKind.DEPUTY)
        if here and rng.random() < EARLIER_SHARE:
            self._add_earlier(school_id, here.pop())

    def _hand_over(self, school_id: int, old: Member, new: Member) -> None:
        """Both serve together just now."""
        since = max(old[1], self._today - timedelta(days=LONGEST_DAYS))
        self._add(school_id, old[0], ChampionKind.LEAD, (since, self._today + STAYS_FOR))
        self._add(school_id, new[0], ChampionKind.LEAD, (self._today - BEGAN_AGO, None))

    def _cover(self, school_id: int, person_id: int, from_school_id: int) -> None:
        """Until somebody is found."""
        term = self._today - BEGAN_AGO, self._today + COVER_FOR
        self._add(school_id, person_id, ChampionKind.COVER, term, from_school_id)

    def write(self) -> None:
        self.count += add_rows(ChampionAppointment, self._appointments)
        add_rows(RoleGrant, self._grants)
        self._appointments, self._grants = [], []

    def _add_since(self, school_id: int, member: Member, kind: ChampionKind) -> None:
        since = max(member[1], self._today - timedelta(days=self._rng.randrange(LATELY_DAYS, LONGEST_DAYS)))
        self._add(school_id, member[0], kind, (since, None))

    def _add_earlier(self, school_id: int, member: Member) -> None:
        """Somebody who handed over before the present Champion began."""
        ends_on = self._today - timedelta(days=LONGEST_DAYS + 1)
        starts_on = max(member[1], ends_on - timedelta(days=self._rng.randrange(200, 700)))
        if starts_on < ends_on:
            self._add(school_id, member[0], ChampionKind.LEAD, (starts_on, ends_on))

    def _add(
        self,
        school_id: int,
        person_id: int,
        kind: ChampionKind,
        term: Term,
        from_school_id: int | None = None,
    ) -> None:
        starts_on, ends_on = term
        place = {"school_id": school_id, "person_id": person_id, "starts_on": starts_on, "ends_on": ends_on}
        reason = EndReason.HANDED_OVER if ends_on and kind is not ChampionKind.COVER else ""
        more = {"kind": kind, "ended_reason": reason, "from_school_id": from_school_id or None}
        self._appointments.append({**place, **more})
        if person_id != self._champion.person_id:  # who was given the role with the demo account
            self._grants.append(
                {**place, "role": Role.CHAMPION, "reason": f"Appointed {kind.label.lower()} of the school"}
            )

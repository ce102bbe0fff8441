"""What the demo partnership requires, in York's words, and how everybody stands with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids, refresh_statistics
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.domain import RoleGroup
from portal.people.models import Post
from portal.people.scope import is_current
from training.catalogue.domain import CourseLevel
from training.catalogue.models import Course
from training.requirements.domain import AllowanceKind, Basis, EvidenceState, Takes
from training.requirements.models import (
    Requirement,
    RequirementAllowance,
    RequirementCourse,
    RequirementCycle,
    RequirementEvidence,
    RequirementStanding,
)
from training.requirements.queries import facts
from training.requirements.services.keeping import work_out_all

# After the certificates that it rests upon.
ORDER = 62
DATA = Path(__file__).parent / "demo.json"
# How many people sent something from elsewhere, and how many are let off or have longer.
SENT, EXEMPT, LONGER = 12, 4, 8
# Of those who sent something, in turn.
FATES = (EvidenceState.WAITING, EvidenceState.WAITING, EvidenceState.ACCEPTED, EvidenceState.REFUSED)
TAUGHT_BY = (
    "North Yorkshire Council",
    "Humber and North Yorkshire ICB",
    "City of York Safeguarding Partnership",
)
REFUSED_WHY = "The reference leads to another course. Please send the one on your certificate"
EXEMPT_WHY = ("On secondment until the end of the year", "Away for a long time; due again on return")
LONGER_WHY = "The refresher of November was cancelled because of flooding"

Row = dict[str, Any]


def load(plan: DemoPlan) -> None:
    ids = _add_requirements()
    rng = Random(f"{plan.seed}/requirements")  # noqa: S311  # invented data
    people = _some_people(ids["families"], rng)
    _add_evidence(rng, ids["families"], people[:SENT])
    _add_allowances(ids["families"], people[SENT:])
    count = work_out_all(facts.list_asked())
    refresh_statistics(RequirementStanding, RequirementCycle)
    plan.say(f"{len(ids):,} requirements, and how people stand with them {count:,} times")


def _add_requirements() -> dict[str, int]:
    """Their ids by key."""
    found: list[Mapping[str, Any]] = json.loads(DATA.read_text())
    ids = add_rows_for_ids(Requirement, [_requirement(one) for one in found])
    courses = {one.title: one.id for one in db.session.scalars(select(Course))}
    pairs = [(number, title) for number, one in zip(ids, found, strict=True) for title in one["courses"]]
    add_rows(
        RequirementCourse, [{"requirement_id": one, "course_id": courses[title]} for one, title in pairs]
    )
    return {one["key"]: number for number, one in zip(ids, found, strict=True)}


def _requirement(one: Mapping[str, Any]) -> Row:
    base, today = one.get("base_month_and_day"), clock.today()
    return {
        "name": one["name"],
        "why": one["why"],
        "role_groups": one["role_groups"],
        "agency_kinds": one["agency_kinds"],
        "takes": Takes(one.get("takes", "all")),
        "basis": Basis(one["basis"]),
        "valid_months": one.get("valid"),
        "window_months": one.get("window", 0),
        "reactivate_months": one.get("reactivate", 0),
        "grace_days": one["grace"],
        "base_on": date(today.year - 1, *base) if base else None,
        "least_months": one.get("least", 0),
        "hours_minutes": one.get("minutes"),
        "hours_level": CourseLevel(one["level"]) if "level" in one else None,
        "hours_months": one.get("months"),
        "starts_on": today - timedelta(days=one["starts_days_ago"]),
        "ends_on": None,
        "version": 1,
        "is_settled": True,
    }


def _some_people(requirement_id: int, rng: Random) -> Sequence[int]:
    """The demo's practitioner first; then others whom it concerns, and nobody who plays a part."""
    groups = [RoleGroup(one) for one in _groups_of(requirement_id)]
    cast = find_cast()
    parts = {player.person_id for player in cast.values()}
    # No more than are needed, however large the partnership.
    some = db.session.scalars(
        select(Post.person_id)
        .where(Post.role_group.in_(groups), is_current(), Post.person_id.not_in(parts))
        .group_by(Post.person_id)
        .order_by(func.min(Post.id))
        .limit(10 * (SENT + EXEMPT + LONGER))
    ).all()
    chosen = rng.sample(list(some), min(len(some), SENT + EXEMPT + LONGER - 1))
    return [cast["practitioner"].person_id, *chosen]


def _groups_of(requirement_id: int) -> Sequence[str]:
    return db.session.scalars(select(Requirement.role_groups).where(Requirement.id == requirement_id)).one()


def _at(day: date) -> datetime:
    return clock.at_london(day, datetime.min.time().replace(hour=10))


def _add_evidence(rng: Random, requirement_id: int, people: Sequence[int]) -> None:
    today, decider = clock.today(), find_cast()["coordinator"].person_id
    rows = []
    for number, person_id in enumerate(people):
        state = FATES[number % len(FATES)]
        is_open = state is EvidenceState.WAITING
        sent = today - timedelta(days=1 + number if is_open else 20 + number)
        rows.append(
            {
                "person_id": person_id,
                "requirement_id": requirement_id,
                "completed_on": sent - timedelta(days=rng.randrange(10, 400)),
                "minutes": None,
                "reference": f"{rng.choice(TAUGHT_BY)}, certificate {rng.randrange(10_000, 99_999)}",
                "state": state,
                "sent_at": _at(sent),
                "sent_by_id": person_id,
                "decided_at": None if is_open else _at(sent + timedelta(days=3)),
                "decided_by_id": None if is_open else decider,
                "reason": REFUSED_WHY if state is EvidenceState.REFUSED else "",
            }
        )
    add_rows(RequirementEvidence, rows)


def _add_allowances(requirement_id: int, people: Sequence[int]) -> None:
    today, giver = clock.today(), find_cast()["coordinator"].person_id
    rows = []
    for number, person_id in enumerate(people):
        is_exempt = number < EXEMPT
        rows.append(
            {
                "person_id": person_id,
                "requirement_id": requirement_id,
                "kind": AllowanceKind.EXEMPT if is_exempt else AllowanceKind.EXTENDED,
                "starts_on": today - timedelta(days=30),
                "until": today + timedelta(days=60 + number),
                "reason": EXEMPT_WHY[number % len(EXEMPT_WHY)] if is_exempt else LONGER_WHY,
                "is_bulk": not is_exempt,
                "given_at": _at(today - timedelta(days=30)),
                "given_by_id": giver,
                "ended_at": None,
                "ended_by_id": None,
            }
        )
    add_rows(RequirementAllowance, rows)

"""The catalogue of the demo partnership: the courses its strategies name, where and when they run.

The first events are the ones that the demo accounts' stories turn on; `STORIES` names their codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select, update

from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.kernel.text import folded
from portal.partnership.profiles import get_profile
from portal.people.models import LocalArea
from training.catalogue.demo.timetable import EventPlan, Timetable
from training.catalogue.demo.trainers import find_trainers
from training.catalogue.domain import CourseFormat, CourseLevel, EventState
from training.catalogue.models import Course, CoursePrerequisite, EventTrainer, Sitting, TrainingEvent, Venue

ORDER = 20
DATA = Path(__file__).parent / "data"


def load(plan: DemoPlan) -> None:
    """Add courses, venues, and events past and to come. Nobody is booked yet."""
    courses = _read("courses.json")
    course_ids = _add_courses(courses)
    venue_ids = _add_venues()
    timetable = Timetable(Random(f"{plan.seed}/catalogue"), courses, len(venue_ids), find_trainers())  # noqa: S311
    stories = [*timetable.stories(), *timetable.states()]
    events = [*stories, *timetable.past(plan.people), *timetable.coming(plan.people)]
    _add_events(events, course_ids, venue_ids)
    plan.say(f"{len(courses)} courses and {len(events):,} events")


def _read(name: str) -> Any:  # noqa: ANN401  # whatever the file holds
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _add_courses(courses: list[dict[str, Any]]) -> list[int]:
    ids = add_rows_for_ids(Course, [_course(*one) for one in enumerate(courses)])
    for course_id, one in zip(ids, courses, strict=True):
        if "refresher" in one:
            refresher = ids[one["refresher"]]
            db.session.execute(update(Course).where(Course.id == course_id).values(refresher_id=refresher))
    add_rows(
        CoursePrerequisite,
        (
            {"course_id": course_id, "needed_id": ids[needed]}
            for course_id, one in zip(ids, courses, strict=True)
            for needed in one.get("needs", ())
        ),
    )
    return ids


def _course(number: int, one: dict[str, Any]) -> dict[str, Any]:
    lines = get_profile("york").parts["lines"]["names"]
    return {
        "title": one["title"],
        "summary": one["summary"],
        "aims": one["aims"],
        "outcomes": "\n".join(one["outcomes"]),
        "audience": one["audience"],
        "role_groups": one.get("groups", []),
        "level": CourseLevel(one["level"]),
        "format": CourseFormat(one["format"]),
        "minutes": one["minutes"],
        "e_learning_link": one.get("link", ""),
        "principles": one["principles"],
        # Each line has some, and the common core serves the first two.
        "lines": lines[:2] if one["common_core"] else [lines[number % len(lines)]],
        "audit_items": one["audit_items"],
        "is_common_core": one["common_core"],
        "requires_evaluation": one["evaluation"],
        "valid_for_months": one["months"],
        "renew_within_months": one.get("renew"),
        "is_listed": "retired" not in one,
        "retired_on": clock.today() - timedelta(days=one["retired"]) if "retired" in one else None,
        "search_text": folded(f"{one['title']} {one['summary']} {one['audience']}"),
    }


def _add_venues() -> list[int]:
    areas = {area.name: area.id for area in db.session.scalars(select(LocalArea))}
    rows = [
        {
            "name": one["name"],
            "address": one["address"],
            "access_notes": one["access_notes"],
            "local_area_id": areas[one["area"]],
            "capacity": one["capacity"],
            "contact": one["contact"],
            "is_retired": "retired" in one,
        }
        for one in _read("venues.json")
    ]
    ids = add_rows_for_ids(Venue, rows)
    return [one for one, row in zip(ids, rows, strict=True) if not row["is_retired"]]


def _add_events(events: list[EventPlan], course_ids: list[int], venue_ids: list[int]) -> None:
    rows = [_event(number, one, course_ids, venue_ids) for number, one in enumerate(events, start=1)]
    ids = add_rows_for_ids(TrainingEvent, rows)
    add_rows(
        Sitting,
        (
            {"event_id": event_id, "starts_at": starts_at, "ends_at": ends_at, "online_link": link}
            for event_id, row, one in zip(ids, rows, events, strict=True)
            for starts_at, ends_at, link in _days(row["code"], one)
        ),
    )
    add_rows(
        EventTrainer,
        (
            {"event_id": event_id, "person_id": trainer}
            for event_id, one in zip(ids, events, strict=True)
            for trainer in one.trainers
        ),
    )


def _days(code: str, one: EventPlan) -> Iterator[tuple[datetime, datetime, str]]:
    """Each sitting, and its link where it has one of its own."""
    for place, (starts_at, ends_at) in enumerate(one.sittings):
        yield starts_at, ends_at, _link(code) if place and one.goes_on_online else ""


def _link(code: str) -> str:
    return f"https://meet.demo.example/{code.casefold()}"


def _event(number: int, one: EventPlan, course_ids: list[int], venue_ids: list[int]) -> dict[str, Any]:
    code = f"GHP-{number:04}"
    return {
        "course_id": course_ids[one.course],
        "code": code,
        "venue_id": None if one.venue is None else venue_ids[one.venue],
        "online_link": _link(code) if one.venue is None else "",
        "has_own_places": one.goes_on_online,
        "capacity": one.capacity,
        "booking_opens_at": one.opens_at,
        "booking_closes_at": one.closes_at,
        "starts_at": one.sittings[0][0] if one.sittings else None,
        "ends_at": one.sittings[-1][1] if one.sittings else None,
        "state": EventState.OPEN if one.is_open else EventState.PLANNED,
    }

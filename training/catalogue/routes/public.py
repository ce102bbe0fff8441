"""The catalogue, open to everybody: courses, their dates, and one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.kernel import clock
from portal.kernel.access import Actor, Open, Permission, access, can
from portal.kernel.chosen import chosen
from portal.kernel.signed_in import find_actor
from portal.kernel.slice import registry
from portal.kernel.tables import read_page_number
from portal.people.domain import RoleGroup
from portal.people.finding import list_area_choices
from training.catalogue import finding, queries
from training.catalogue.domain import (
    CourseFilter,
    EventAction,
    EventState,
)
from training.catalogue.hooks import list_kept
from training.catalogue.models import Course, TrainingEvent
from training.catalogue.routes import drawing
from training.catalogue.routes.blueprint import bp
from training.catalogue.routes.needed import list_shown


@bp.get("")
@access(Open.PUBLIC)
def list_courses() -> ResponseReturnValue:
    areas, wanted, form = list_area_choices(), CourseFilter(), None
    if request.args:
        form = drawing.filter_form(areas)
        form.validate()
        wanted = form.to_filter()
    number, meant = read_page_number(request.args), ""
    page = finding.list_courses(wanted, number)
    if wanted.words and not page.items:
        meant = finding.corrected(wanted.words)
        page = finding.list_courses(replace(wanted, words=meant), number) if meant else page
    return render_template(
        "catalogue/list_courses.html",
        form=form,
        filters=drawing.filters(form, areas),
        page=page,
        asked=wanted.words,
        meant=meant if page.items else "",
        entries=_entries(page.items),
        is_signed_in=find_actor() is not None,
        links=[link for offer in registry().providers("catalogue_links") for link in offer()],
    )


def _entries(courses: Sequence[Any]) -> list[Markup]:
    kept = list_kept([one.event_id for one in courses if one.event_id])
    return [drawing.entry(course, kept.get(course.event_id, "")) for course in courses]


@bp.get("/courses/<int:course_id>")
@access(Open.PUBLIC)
def show_course(course_id: int) -> ResponseReturnValue:
    actor = find_actor()
    runs_training = actor is not None and can(actor, Permission.EVENT_MANAGE)
    course = queries.get_course(course_id) if runs_training else queries.get_listed_course(course_id)
    events = finding.list_upcoming_events(course.id)
    return render_template(
        "catalogue/show_course.html",
        course=course,
        runs_training=runs_training,
        actions=_actions("course_actions", actor, course),
        facts=_facts(course),
        needed=list_shown(actor, course.id, clock.today(), with_ways=True),
        events=events,
        kept=list_kept([one.event_id for one in events]),
        links=[link for offer in registry().providers("course_links") for link in offer(course)],
    )


def _facts(course: Course) -> dict[str, object]:
    """What a course says that is kept by keys or elsewhere, in words."""
    items = finding.list_audit_items() if course.audit_items else ()
    return {
        "role_groups": [one.label for one in RoleGroup if one in course.role_groups],
        "principles": [title for key, title in finding.list_principles() if key in course.principles],
        "audit_items": [label for key, label in items if key in course.audit_items],
        "lines": [line for line in chosen().lines if line in course.lines],
        "refresher": course.refresher_id and queries.get_course(course.refresher_id),
    }


@bp.get("/strategy")
@access(Open.SIGNED_IN)
def list_lines() -> ResponseReturnValue:
    """What the training offer does for each line of the strategy, and who receives reports of it."""
    return render_template(
        "catalogue/list_lines.html", lines=finding.list_lines(chosen().lines), boards=chosen().boards
    )


@bp.get("/events/<int:event_id>")
@access(Open.PUBLIC)
def show_event(event_id: int) -> ResponseReturnValue:
    actor = find_actor()
    runs_training = actor is not None and can(actor, Permission.EVENT_MANAGE)
    event = queries.get_event_to_show(event_id, with_planned=runs_training)
    days = queries.list_days(event.id)
    places = queries.list_places(event, days)
    is_online = any(one.online_link for one in places)
    actions = _actions("event_actions", actor, event)
    if runs_training:
        actions += _staff_actions(event)
    return render_template(
        "catalogue/show_event.html",
        event=event,
        days=days,
        places=places,
        # Whoever is signed in reads what it means for themselves.
        kept="" if actor else list_kept([event.id]).get(event.id, ""),
        actions=actions,
        sees_link=is_online and any(action.is_inside for action in actions),
        needed=list_shown(actor, event.course_id, _day_of(event)),
    )


def _day_of(event: TrainingEvent) -> date:
    """The day on which what is needed counts; without a date it is today."""
    return clock.in_london(event.starts_at).date() if event.starts_at else clock.today()


def _staff_actions(event: TrainingEvent) -> Iterator[EventAction]:
    if event.state is not EventState.CANCELLED:
        yield EventAction("Change this event", url_for(".edit_event", event_id=event.id))
    copy = url_for(".add_event", course_id=event.course_id, copy=event.id)
    yield EventAction("Copy this event", copy)
    if event.starts_at is not None and event.state is not EventState.CANCELLED:
        yield EventAction("Add a series of dates", url_for(".repeat_event", event_id=event.id))


def _actions(provider: str, actor: Actor | None, about: Course | TrainingEvent) -> list[EventAction]:
    """What the rooms above let this visitor do about the course or the event."""
    return [action for offer in registry().providers(provider) for action in offer(actor, about)]

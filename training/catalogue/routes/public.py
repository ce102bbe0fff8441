"""The catalogue, open to everybody: courses, their dates, and one event."""

from __future__ import annotations

from functools import lru_cache

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.kernel import clock
from portal.kernel.access import Actor, Open, Permission, access, can
from portal.kernel.signed_in import find_actor
from portal.kernel.slice import registry
from portal.kernel.tables import read_page_number
from training.catalogue import finding, queries
from training.catalogue.domain import (
    CourseFilter,
    CourseFormat,
    CourseLevel,
    EventAction,
    EventState,
    Offered,
    availability,
    duration,
    offer_in_words,
)
from training.catalogue.forms.finding import CourseFilterForm
from training.catalogue.models import TrainingEvent
from training.catalogue.routes.blueprint import bp

bp.add_app_template_filter(duration)


@bp.app_template_global("places_tag")
def places_tag(event: Offered) -> Markup:
    """What an event offers now as a tag, in words and never by colour alone."""
    return _tag(*offer_in_words(availability(event, clock.now()), event))


@bp.app_template_global("course_kind")
@lru_cache(maxsize=256)
def course_kind(taught: CourseFormat, level: CourseLevel, minutes: int) -> str:
    return f"{taught.label}, {level.label.lower()} level, {duration(minutes)}"


@lru_cache(maxsize=256)
def _tag(words: str, colour: str) -> Markup:
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>').format(colour, words)


@bp.get("")
@access(Open.PUBLIC)
def list_courses() -> ResponseReturnValue:
    areas = finding.list_areas()
    if not request.args:
        page = finding.list_courses(CourseFilter())
        return render_template("catalogue/list_courses.html", page=page, filters=_empty_filters(areas))
    form = _filter_form(areas)
    form.validate()
    page = finding.list_courses(form.to_filter(), read_page_number(request.args))
    return render_template("catalogue/list_courses.html", form=form, page=page, filters=_filters(form))


def _filter_form(areas: tuple[tuple[int, str], ...]) -> CourseFilterForm:
    form = CourseFilterForm(request.args, meta={"csrf": False})
    form.offer(finding.list_principles(), areas)
    return form


def _filters(form: CourseFilterForm) -> Markup:
    return Markup(render_template("catalogue/_filters.html", form=form))  # noqa: S704  # our own template


@lru_cache(maxsize=4)
def _empty_filters(areas: tuple[tuple[int, str], ...]) -> Markup:
    """The form before anything is asked, which most visits see: drawn once for the same areas."""
    return _filters(_filter_form(areas))


@bp.get("/courses/<int:course_id>")
@access(Open.PUBLIC)
def show_course(course_id: int) -> ResponseReturnValue:
    course = queries.get_listed_course(course_id)
    principles = [title for key, title in finding.list_principles() if key in course.principles]
    return render_template(
        "catalogue/show_course.html",
        course=course,
        principles=principles,
        events=finding.list_upcoming_events(course.id),
    )


@bp.get("/events/<int:event_id>")
@access(Open.PUBLIC)
def show_event(event_id: int) -> ResponseReturnValue:
    actor = find_actor()
    runs_training = actor is not None and can(actor, Permission.EVENT_MANAGE)
    event = queries.get_event_to_show(event_id, with_planned=runs_training)
    actions = _actions(actor, event)
    if runs_training and event.state is not EventState.CANCELLED:
        actions.append(EventAction("Change this event", url_for(".edit_event", event_id=event.id)))
    return render_template(
        "catalogue/show_event.html", event=event, sittings=queries.list_sittings(event.id), actions=actions
    )


def _actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """What the rooms above let this visitor do about the event."""
    return [action for offer in registry().providers("event_actions") for action in offer(actor, event)]

"""Events, for those who run training."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry
from portal.kernel.text import day, listed, plural
from training.catalogue import queries
from training.catalogue.domain import EventState, PlannedSitting, SaveEvent
from training.catalogue.forms.events import FEWEST_SITTINGS, EventForm, RepeatForm
from training.catalogue.models import Course, TrainingEvent
from training.catalogue.routes.blueprint import bp
from training.catalogue.services import events as services
from training.catalogue.services import repeating
from training.catalogue.services.events import SavedEvent
from training.catalogue.services.repeating import Series


@bp.route("/courses/<int:course_id>/events/add", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def add_event(course_id: int) -> ResponseReturnValue:
    """With `?copy=` of another event of the course: as that one, but for its dates."""
    course = queries.get_course(course_id)
    copied = request.args.get("copy", type=int)
    data = {"is_open": True} if copied is None else _copied(course, queries.get_event(copied))
    return _save_event(EventForm(data=data), course, None)


def _copied(course: Course, event: TrainingEvent) -> dict[str, object]:
    if event.course_id != course.id:
        raise NotFound
    undated = dict.fromkeys(("opens_on", "opens_at", "closes_on"))
    return _as_data(event) | undated | {"sittings": [{}] * FEWEST_SITTINGS}


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_event(event_id: int) -> ResponseReturnValue:
    event = queries.get_event(event_id)
    form = EventForm(data=_as_data(event)) if request.method == "GET" else EventForm()
    return _save_event(form, event.course, event)


def _as_data(event: TrainingEvent) -> dict[str, object]:
    """The event as the form shows it, with room for more sittings."""
    opens = event.booking_opens_at and clock.in_london(event.booking_opens_at)
    sittings = [_sitting_as_data(one) for one in queries.list_sittings(event.id)]
    sittings += [{}] * max(1, FEWEST_SITTINGS - len(sittings))
    return {
        "venue": event.venue_id,
        "online_link": event.online_link,
        "sittings": sittings,
        "capacity": event.capacity,
        "opens_on": opens and opens.date(),
        "opens_at": opens and opens.time(),
        "closes_on": event.booking_closes_at and _last_day_before(event.booking_closes_at),
        "trainers": sorted(queries.get_taught(event.id).trainer_ids),
        "is_open": event.state is EventState.OPEN,
    }


def _sitting_as_data(one: PlannedSitting) -> dict[str, object]:
    starts, ends = map(clock.in_london, one.span)
    day = {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
    return day | {"venue": one.venue_id, "online_link": one.online_link}


def _last_day_before(moment: datetime) -> date:
    """The day that ends at midnight, when that is the moment."""
    return clock.in_london(moment - timedelta(seconds=1)).date()


def _save_event(form: EventForm, course: Course, event: TrainingEvent | None) -> ResponseReturnValue:
    event_id = None if event is None else event.id
    form.offer(queries.list_venues(event_id), queries.list_trainers(event_id))
    title = course.title
    if form.validate_on_submit():
        try:
            with unit_of_work():
                written = _write_event(form.to_command(course.id, event_id), form.count.data)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The event is saved", "success")
            return redirect(url_for(".show_event", event_id=written))
    return render_template("catalogue/edit_event.html", form=form, title=title, event_id=event_id)


def _write_event(command: SaveEvent, typed: int | None) -> int:
    """Write it down and let the rooms above tell people and fill places, all in one transaction."""
    saved = services.save_event(current_actor(), command)
    services.confirm_letters([saved], typed)
    _tell(saved)
    return saved.event.id


def _tell(saved: SavedEvent) -> None:
    for hear in registry().providers("event_changed"):
        hear(saved.event, has_moved=saved.has_moved)


@bp.route("/events/<int:event_id>/repeat", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def repeat_event(event_id: int) -> ResponseReturnValue:
    event = queries.get_event(event_id)
    sittings = queries.list_sittings(event_id)
    form = RepeatForm(data={"is_open": event.state is EventState.OPEN})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                series = repeating.repeat_event(current_actor(), form.to_command(event_id))
                services.confirm_letters(series.added, form.count.data)
                for saved in series.added:
                    _tell(saved)
                said = _in_words(series)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(said, "success")
            return redirect(url_for(".show_course", course_id=event.course_id))
    return render_template("catalogue/repeat_event.html", form=form, event=event, sittings=sittings)


def _in_words(series: Series) -> str:
    added = f"{plural(len(series.added), 'event is', 'events are')} added"
    if not series.skipped:
        return added
    return (
        f"{added}. Left out, because they are no working days: {listed([day(one) for one in series.skipped])}"
    )

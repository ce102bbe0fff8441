"""Changing many events at once, and choosing one of the new dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import moment, span
from portal.messages.domain import MailRules
from training.bookings import services as bookings
from training.changes import queries
from training.changes.domain import ChangeAct
from training.changes.forms import ChooseForm, FindForm, PlanForm
from training.changes.services import acting, dates

bp = Blueprint("changes", __name__)
# How far ahead events are listed unless other days are asked for.
AHEAD = timedelta(days=14)


@bp.get("/training/changes")
@access(Permission.EVENT_MANAGE)
def list_changes() -> ResponseReturnValue:
    page = paged(queries.select_changes(), read_page_number(request.args))
    return render_template("changes/list_changes.html", page=page)


@bp.get("/training/changes/choose")
@access(Permission.EVENT_MANAGE)
def choose_events() -> ResponseReturnValue:
    """Which events, and what is to be done to them."""
    form, today = FindForm(request.args), clock.today()
    fine = form.validate()
    first = (form.first.data if fine else None) or today
    last = (form.last.data if fine else None) or max(today, first) + AHEAD
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    return render_template(
        "changes/choose_events.html",
        filters=form,
        form=form,
        first=first,
        last=last,
        events=queries.list_changeable(since, until, form.words.data or ""),
        most=queries.MOST_LISTED,
        acts=list(ChangeAct),
    )


def _midnight(day: date) -> Any:  # noqa: ANN401  # an instant
    return clock.at_london(day, time.min)


@bp.route("/training/changes/plan", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def plan() -> ResponseReturnValue:
    """How each event is to be, whom it reaches, and the act itself."""
    act, events = _asked()
    if not events:
        flash("Select at least one event, and what to do", "error")
        return redirect(url_for(".choose_events"))
    form, shown = PlanForm(), False
    if request.method == "GET":
        _fill(form, events)
    elif form.validate_for(act):
        try:
            command = form.to_command(act, [one.id for one in events])
            if not form.preview.data:
                with unit_of_work():
                    change_id = acting.ask(current_actor(), command).id
                return redirect(url_for(".show_change", change_id=change_id))
            acting.foresee(command)
        except RuleBroken as error:
            form.refuse(error)
        shown = True
    return render_template(
        "changes/plan.html", form=form, act=act, events=events, shown=shown, **_reach(events)
    )


def _asked() -> tuple[ChangeAct, Sequence[Any]]:
    """What is to be done, and those of the chosen events that can be changed."""
    try:
        act = ChangeAct(request.args.get("act", ""))
    except ValueError:
        return ChangeAct.CANCEL, []
    chosen = {int(one) for one in request.args.getlist("event") if one.isascii() and one.isdigit()}
    return act, queries.list_chosen({one for one in chosen if one < 2**31})


def _fill(form: PlanForm, events: Sequence[Any]) -> None:
    for one in events:
        form.events.append_entry({"event_id": one.id})


def _reach(events: Sequence[Any]) -> dict[str, Any]:
    people = sum(one.people for one in events)
    return {
        "people": people,
        "is_burst": people > in_force(MailRules).burst,
        "by_id": {str(one.id): one for one in events},
    }


@bp.get("/training/changes/<int:change_id>")
@access(Permission.EVENT_MANAGE)
def show_change(change_id: int) -> ResponseReturnValue:
    change = queries.get_change(change_id)
    done = sum(one.done_at is not None or bool(one.failure) for one in change.events)
    choices = queries.count_choices(change_id)
    return render_template("changes/show_change.html", change=change, done=done, choices=choices)


@bp.post("/training/changes/<int:change_id>/undo")
@access(Permission.EVENT_MANAGE)
def undo(change_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            acting.undo(current_actor(), change_id)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash("The events are as they were, and everybody is told", "success")
    return redirect(url_for(".show_change", change_id=change_id))


@bp.route("/my-training/new-date/<int:choice_id>", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
def choose_date(choice_id: int) -> ResponseReturnValue:
    """One of the new dates, for whoever had a place on the old one or acts for them."""
    choice = queries.get_choice(choice_id)
    learner = bookings.get_known_learner(current_actor(), choice.person_id)
    offered = queries.list_dates(choice.changed_event_id)
    form = ChooseForm()
    form.offer((one.event_id, _in_words(one.event)) for one in offered)
    is_open = bool(offered) and choice.ended_at is None and choice.until > clock.now()
    if is_open and form.validate_on_submit():
        try:
            with unit_of_work():
                dates.choose(current_actor(), choice_id, form.event.data)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("You have a place on the new date", "success")
            return redirect(url_for("bookings.list_mine"))
    return render_template(
        "changes/choose_date.html", form=form, choice=choice, learner=learner, dates=offered, is_open=is_open
    )


def _in_words(event: Any) -> str:  # noqa: ANN401  # an event with its venue
    when = span(event.starts_at, event.ends_at) if event.starts_at else "No date"
    return f"{when}, {event.venue.name}" if event.venue else when


@bp.post("/my-training/new-date/<int:choice_id>/none")
@access(Permission.BOOKING_MAKE)
def choose_none(choice_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            dates.choose_none(current_actor(), choice_id)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash("The places that were kept for you have been given back", "success")
    return redirect(url_for("bookings.list_mine"))


def find_choices(actor: Actor) -> list[Waiting]:
    """Cards on the home page for those who are to choose a new date."""
    return [
        Waiting(
            f"Choose a new date: {row.title}",
            url_for("changes.choose_date", choice_id=row.id),
            f"A place is kept for you on each until {moment(row.until)}",
            urgent=True,
        )
        for row in queries.list_choices_of(actor.person_id)
    ]

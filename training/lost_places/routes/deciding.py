"""Deciding about a reason, letting something pass, and letting somebody book."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, can, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.text import day
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event_to_show, get_taught
from training.lost_places import queries, services
from training.lost_places.domain import LadderRules, LossState, may_excuse
from training.lost_places.forms import DecideForm, LetBookForm, WaiveLossForm
from training.lost_places.models import LostPlace
from training.lost_places.routes.blueprint import bp


@bp.route("/training/lost-places/<int:loss_id>", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def decide(loss_id: int) -> ResponseReturnValue:
    """One question: by the trainers of the event, and those who run training."""
    actor, form = current_actor(), DecideForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                loss = services.decide(actor, form.to_command(loss_id))
                name, label = loss.booking.person.name, loss.state.label
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{name}: {label.lower()}", "success")
            return redirect(url_for(".list_open"))
    return _show(form, *_mine(loss_id))


def _show(form: DecideForm, loss: LostPlace, event: TrainingEvent) -> ResponseReturnValue:
    actor = current_actor()
    runs, is_own = can(actor, Permission.EVENT_MANAGE), loss.booking.person_id == actor.person_id
    is_open = loss.state is LossState.ANSWERED and event.result_confirmed_at is not None and not is_own
    return render_template(
        "lost_places/decide.html",
        form=form if is_open else None,
        loss=loss,
        event=event,
        may_decide=is_open,
        is_in_time=may_excuse(loss.noted_at, clock.now()),
        may_waive=runs and loss.counts and not is_own,
        until=loss.noted_at + in_force(LadderRules).excused_within,
        ladder=_said(loss.booking.person_id) if runs else "",
    )


def _mine(loss_id: int) -> tuple[LostPlace, TrainingEvent]:
    """A lost place on an event this person may decide about."""
    loss = queries.get_loss(loss_id)
    require(current_actor(), Permission.ATTENDANCE_MARK, get_taught(loss.booking.event_id))
    return loss, get_event_to_show(loss.booking.event_id)


def _said(person_id: int) -> str:
    return queries.read_ladder(person_id).why(in_force(LadderRules), of_others=True)


@bp.route("/training/lost-places/<int:loss_id>/waive", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def waive(loss_id: int) -> ResponseReturnValue:
    form = WaiveLossForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                loss = services.waive(current_actor(), form.to_command(loss_id))
                person_id, name = loss.booking.person_id, loss.booking.person.name
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"It does not count for {name}", "success")
            return redirect(url_for(".list_of_person", person_id=person_id))
    loss, event = _mine(loss_id)
    return render_template("lost_places/waive.html", form=form, loss=loss, event=event)


@bp.route("/people/<int:person_id>/let-book", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def let_book(person_id: int) -> ResponseReturnValue:
    """Let somebody book whatever they missed, until a day and for a reason."""
    form = LetBookForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = services.let_book(current_actor(), form.to_command(person_id))
                until = made.until
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"They can book until {day(until)}", "success")
            return redirect(url_for(".list_of_person", person_id=person_id))
    person = queries.get_person(person_id)
    return render_template("lost_places/let_book.html", form=form, person=person, ladder=_said(person_id))

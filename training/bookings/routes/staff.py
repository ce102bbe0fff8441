"""What those who run training do to one booking or one event, each time with a reason."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.kernel import clock
from portal.kernel.access import Open, Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken, reason_against
from portal.kernel.signed_in import current_actor
from training.bookings import draw, finding, queries, services
from training.bookings.forms import ExtendWindowForm, MoveUpForm, PlanDrawForm, PutBackForm, WaiveLateForm
from training.bookings.models import Booking
from training.bookings.routes.blueprint import bp
from training.bookings.services.drawing import refuse_planning
from training.bookings.services.exceptions import refuse_letting_late, refuse_putting_back, refuse_waiving
from training.bookings.services.instead import refuse_move
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event, get_event_to_show


@bp.route("/bookings/<int:booking_id>/move-up", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def move_up(booking_id: int) -> ResponseReturnValue:
    form = MoveUpForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.move_up(current_actor(), form.to_command(booking_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _done(booking_id, "They have a place and will be told")
    return _shown("bookings/move_up.html", booking_id, form, refuse_move)


@bp.route("/bookings/<int:booking_id>/waive-late", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def waive_late(booking_id: int) -> ResponseReturnValue:
    form = WaiveLateForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.waive_late_cancel(current_actor(), form.to_command(booking_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _done(booking_id, "The late withdrawal does not count")
    return _shown("bookings/waive_late.html", booking_id, form, lambda _, booking: refuse_waiving(booking))


@bp.route("/bookings/<int:booking_id>/put-back", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def put_back(booking_id: int) -> ResponseReturnValue:
    form = PutBackForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.put_back(current_actor(), form.to_command(booking_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _done(booking_id, "The booking stands again and they will be told")
    return _shown("bookings/put_back.html", booking_id, form, refuse_putting_back)


def _done(booking_id: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".show_booking", booking_id=booking_id))


def _shown(
    template: str, booking_id: int, form: object, refuse: Callable[[TrainingEvent, Booking], None]
) -> str:
    booking = queries.get_booking(booking_id)
    event = get_event_to_show(booking.event_id)
    closed = reason_against(lambda: refuse(event, booking))
    return render_template(template, form=form, booking=booking, event=event, closed=closed)


@bp.route("/training/events/<int:event_id>/extend-window", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def extend_window(event_id: int) -> ResponseReturnValue:
    form = ExtendWindowForm()
    event = get_event_to_show(event_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.extend_window(current_actor(), form.to_command(event_id, event.starts_at))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("They may book until then", "success")
            return redirect(url_for(".extend_window", event_id=event_id))
    event = get_event_to_show(event_id)
    extensions = finding.list_extensions(event_id)
    closed = reason_against(lambda: refuse_letting_late(event))
    return render_template(
        "bookings/extend_window.html", form=form, event=event, extensions=extensions, closed=closed
    )


@bp.route("/training/events/<int:event_id>/plan-draw", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def plan_draw(event_id: int) -> ResponseReturnValue:
    form = PlanDrawForm(data=_planned(get_event_to_show(event_id)))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.plan_draw(current_actor(), form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The draw is saved", "success")
            return redirect(url_for("catalogue.show_event", event_id=event_id))
    event = get_event_to_show(event_id)
    closed = reason_against(lambda: refuse_planning(event))
    return render_template("bookings/plan_draw.html", form=form, event=event, closed=closed)


def _planned(event: TrainingEvent) -> dict[str, object]:
    """As the form shows it, so that saving the page as it is takes nothing back."""
    if event.draw_at is None:
        return {}
    at = clock.in_london(event.draw_at)
    return {"draw_day": at.date(), "draw_time": at.time()}


@bp.get("/training/events/<int:event_id>/draw")
@access(Open.SIGNED_IN)
def show_draw(event_id: int) -> ResponseReturnValue:
    """The seed and the numbers, so that anybody can draw the same lots again."""
    event = get_event(event_id)
    if event.draw_at is None:
        raise NotFound
    lots = finding.list_lots(event_id)
    numbered = [(rank, key, draw.number(event.draw_seed, key)) for key, rank in lots]
    # In their own order, so that the command does not say what it is to find.
    command = f"flask bookings draw --seed {event.draw_seed} {' '.join(map(str, sorted(dict(lots))))}"
    return render_template("bookings/show_draw.html", event=event, lots=numbered, command=command)

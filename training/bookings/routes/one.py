"""One booking: where it stands and why, its history, and what the person can do about it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken, reason_against
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry
from training.bookings import finding, hooks, queries, services
from training.bookings.domain import PENDING, BookingStatus
from training.bookings.forms import AnswerOfferForm, ChangeNeedsForm, SubstituteForm
from training.bookings.models import Booking
from training.bookings.routes.blueprint import bp
from training.bookings.services.instead import refuse_needs, refuse_substitute
from training.bookings.services.offers import is_open_offer
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event_to_show, list_days, list_places


@bp.get("/bookings/<int:booking_id>")
@access(Permission.BOOKING_MAKE)
def show_booking(booking_id: int) -> ResponseReturnValue:
    booking, event = _mine(booking_id)
    is_mine = booking.person_id == current_actor().person_id
    asked = [booking.id] if booking.status is BookingStatus.REQUESTED else []
    is_waiting = booking.status is BookingStatus.WAITING
    has_started = event.starts_at is not None and event.starts_at <= clock.now()
    days = list_days(event.id)
    return render_template(
        "bookings/show_booking.html",
        days=days,
        places=list_places(event, days),
        booking=booking,
        event=event,
        is_mine=is_mine,
        waits_for=hooks.map_requests(asked, is_own=is_mine).get(booking.id, ""),
        history=finding.list_history(booking_id),
        turn=finding.find_turn(booking_id) if is_waiting else 0,
        is_open_offer=is_open_offer(booking),
        may_change=booking.status in PENDING and not has_started,
        runs=can(current_actor(), Permission.EVENT_MANAGE),
        has_started=has_started,
        links=[link for ask in registry().providers("booking_links") for link in ask(booking, event)],
    )


@bp.route("/bookings/<int:booking_id>/offer", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
def answer_offer(booking_id: int) -> ResponseReturnValue:
    form = AnswerOfferForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                booking = services.answer_offer(current_actor(), form.to_command(booking_id))
                accepted = booking.status is BookingStatus.BOOKED
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The place is booked" if accepted else "The place goes to the next person", "success")
            return redirect(url_for(".show_booking", booking_id=booking_id))
    booking, event = _mine(booking_id)
    if not is_open_offer(booking):
        return render_template("bookings/_offer_gone.html", booking=booking, event=event)
    return render_template("bookings/answer_offer.html", form=form, booking=booking, event=event)


@bp.route("/bookings/<int:booking_id>/substitute", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
def substitute(booking_id: int) -> ResponseReturnValue:
    form = SubstituteForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.substitute(current_actor(), form.to_command(booking_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The place has gone to your colleague, and both of you will be told", "success")
            return redirect(url_for(".show_booking", booking_id=booking_id))
    booking, event = _mine(booking_id)
    closed = reason_against(lambda: refuse_substitute(current_actor(), event, booking))
    return render_template("bookings/substitute.html", form=form, booking=booking, event=event, closed=closed)


@bp.route("/bookings/<int:booking_id>/needs", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
def change_needs(booking_id: int) -> ResponseReturnValue:
    form = ChangeNeedsForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_needs(current_actor(), form.to_command(booking_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Your needs are saved", "success")
            return redirect(url_for(".show_booking", booking_id=booking_id))
    booking, event = _mine(booking_id)
    if not form.is_submitted():
        form.access_needs.data = booking.access_needs
    closed = reason_against(lambda: refuse_needs(current_actor(), event, booking))
    return render_template(
        "bookings/change_needs.html", form=form, booking=booking, event=event, closed=closed
    )


def _mine(booking_id: int) -> tuple[Booking, TrainingEvent]:
    """A booking of somebody this person may act for, and its event. Raises `NotFound`."""
    booking = queries.get_booking(booking_id)
    services.refuse_unknown(current_actor(), booking)
    return booking, get_event_to_show(booking.event_id)

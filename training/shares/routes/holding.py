"""Holding places of an event, and naming people for them or giving them back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken, reason_against
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural
from portal.people.finding import main_posts, select_people
from training.bookings.domain import BookingStatus
from training.bookings.finding import list_rows
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event_to_show
from training.shares import finding
from training.shares.domain import HoldRules
from training.shares.forms import HoldForm, NameForm, ReleaseForm
from training.shares.models import Reservation
from training.shares.routes.blueprint import bp
from training.shares.services import holding

MOST_CANDIDATES = 20
_SAID = {
    BookingStatus.BOOKED: "They have the place and will be told",
    BookingStatus.REQUESTED: "The place is theirs when their booking is approved",
    BookingStatus.WAITING: "There are fewer places by now, so they are on the waiting list",
}


@bp.route("/training/events/<int:event_id>/hold", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def hold_places(event_id: int) -> ResponseReturnValue:
    actor, form, rules = current_actor(), HoldForm(), in_force(HoldRules)
    form.offer(finding.list_agencies_of(actor), may_be_any=can(actor, Permission.EVENT_MANAGE))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                holding.hold(actor, form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            held = plural(form.places.data, "place is", "places are")
            flash(f"{held} held. Name people for them here", "success")
            return redirect(url_for(".list_held_places"))
    event = get_event_to_show(event_id)
    return render_template(
        "shares/hold_places.html",
        form=form,
        event=event,
        most=rules.most_held,
        held=finding.count_for_course(actor.person_id, event.course_id),
        last_hold_at=event.starts_at and rules.last_hold_at(event.starts_at),
        release_at=event.starts_at and rules.release_at(event.starts_at),
        closed=reason_against(lambda: holding.refuse_holding(event)),
    )


@bp.get("/training/held-places")
@access(Permission.BOOKING_OFFICE)
def list_held_places() -> ResponseReturnValue:
    past = request.args.get("when") == "past"
    page = paged(finding.select_reservations(current_actor(), past=past), read_page_number(request.args))
    rules, now = in_force(HoldRules), clock.now()
    ends = {row.id: row.starts_at and rules.release_at(row.starts_at) for row in page.items}
    return render_template("shares/list_held_places.html", page=page, past=past, ends=ends, now=now)


@bp.route("/training/held-places/<int:reservation_id>/name", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def name_place(reservation_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), NameForm()
    wanted = request.args.get("name", "").strip()
    form.offer(_candidates(actor, wanted))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                status = holding.name(actor, form.to_command(reservation_id)).status
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(_SAID[status], "success")
            return redirect(url_for(".list_held_places"))
    reservation, event = _mine(actor, reservation_id)
    closed = reason_against(lambda: holding.refuse_naming(event, reservation))
    return render_template(
        "shares/name_place.html",
        form=form,
        event=event,
        reservation=reservation,
        name=wanted,
        closed=closed,
    )


def _candidates(actor: Actor, name: str) -> list[tuple[int, str]]:
    """People with such a name whom this actor sees, each with where they work."""
    if not name:
        return []
    rows = list_rows(select_people(actor, name).limit(MOST_CANDIDATES))
    posts = main_posts(actor, [row.id for row in rows])
    named = ((row, posts.get(row.id)) for row in rows)
    return [
        (row.id, f"{row.given_name} {row.family_name}{f', {post.agency}' if post else ''}")
        for row, post in named
    ]


def _mine(actor: Actor, reservation_id: int) -> tuple[Reservation, TrainingEvent]:
    reservation = finding.get_reservation(actor, reservation_id)
    return reservation, get_event_to_show(reservation.event_id, with_planned=True)


@bp.route("/training/held-places/<int:reservation_id>/release", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def release_held(reservation_id: int) -> ResponseReturnValue:
    actor = current_actor()
    reservation, event = _mine(actor, reservation_id)
    form = ReleaseForm(data={"places": reservation.places})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                holding.release(actor, form.to_command(reservation_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The places go to those who wait, or to whoever books next", "success")
            return redirect(url_for(".list_held_places"))
        reservation, event = _mine(actor, reservation_id)
    closed = reason_against(lambda: holding.refuse_spent(reservation))
    return render_template(
        "shares/release_held.html", form=form, event=event, reservation=reservation, closed=closed
    )

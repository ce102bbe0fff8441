"""Booking for oneself and for others, withdrawing, and calling an event off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import RuleBroken, reason_against
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.messages.domain import MailRules
from portal.people.finding import main_posts, select_people
from training.bookings import finding, queries, services
from training.bookings.domain import Book, BookingStatus, agreement, refuse_unless_bookable, to_oneself
from training.bookings.forms import BookColleagueForm, BookForm, CancelEventForm, WithdrawForm
from training.bookings.models import Booking
from training.bookings.routes.blueprint import bp
from training.bookings.routes.offers import availability_for_others, ways_round
from training.bookings.services.ending import is_late, refuse_ended
from training.bookings.services.events import refuse_cancelling
from training.catalogue.queries import get_event, get_event_to_show

# Longer lists are searched again rather than read.
MOST_CANDIDATES = 20


@bp.route("/training/events/<int:event_id>/book", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
@reads_first  # in a rush, nobody waits for the database while it is asked who they are
def book(event_id: int) -> ResponseReturnValue:
    actor = current_actor()
    form = BookForm()
    if form.validate_on_submit():
        try:
            said = _book(actor, form.to_command(event_id, actor.person_id))
        except RuleBroken as error:
            form.refuse(to_oneself(error))
        else:
            flash(f"You {said}", "success")
            return redirect(url_for(".list_mine"))
    event = get_event_to_show(event_id)
    outlook = services.foresee(actor, event, with_steps=True)
    if request.method == "GET":
        form.join_waiting.data = outlook.only_waits
    ways = ways_round(outlook.refusal, event) if outlook.refusal else ()
    return render_template(
        "bookings/book.html",
        form=form,
        event=event,
        outlook=outlook,
        agreement=agreement(outlook.steps),
        ways=ways,
    )


@bp.route("/training/events/<int:event_id>/book-colleague", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
def book_colleague(event_id: int) -> ResponseReturnValue:
    actor = current_actor()
    name = request.args.get("name", "").strip()
    form = BookColleagueForm()
    # Where people work is read for a page that shows it, which one that books at once does not.
    form.offer(_candidates(actor, name, with_posts=not form.is_submitted()))
    if form.validate_on_submit():
        try:
            said = _book(actor, form.to_command_for(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"They {said}", "success")
            return redirect(url_for("catalogue.show_event", event_id=event_id))
    if form.is_submitted():
        form.offer(_candidates(actor, name, with_posts=True))
    event = get_event_to_show(event_id)
    found = availability_for_others(event)
    closed = reason_against(lambda: refuse_unless_bookable(found))
    return render_template(
        "bookings/book_colleague.html", form=form, event=event, found=found, name=name, closed=closed
    )


def _book(actor: Actor, command: Book) -> str:
    with unit_of_work():
        booking = services.book(actor, command)
        return _SAID[booking.status]


_SAID = {
    BookingStatus.BOOKED: "have a place",
    BookingStatus.REQUESTED: "will hear when the booking is approved",
    BookingStatus.WAITING: "are on the waiting list",
}


def _candidates(actor: Actor, name: str, *, with_posts: bool) -> list[tuple[int, str]]:
    """People of this name whom the actor may see, with where they work, to tell namesakes apart."""
    if not name:
        return []
    people = finding.list_rows(select_people(actor, name).limit(MOST_CANDIDATES))
    posts = main_posts(actor, [one.id for one in people]) if with_posts else {}
    return [
        (
            one.id,
            f"{one.given_name} {one.family_name}"
            + (f", {posts[one.id].job_title} at {posts[one.id].agency}" if one.id in posts else ""),
        )
        for one in people
    ]


@bp.route("/bookings/<int:booking_id>/withdraw", methods=["GET", "POST"])
@access(Permission.BOOKING_MAKE)
def withdraw(booking_id: int) -> ResponseReturnValue:
    actor = current_actor()
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                booking = services.withdraw(actor, form.to_command(booking_id))
                event_id, is_mine = booking.event_id, booking.person_id == actor.person_id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("You have withdrawn" if is_mine else "The booking has ended", "success")
            theirs = url_for("catalogue.show_event", event_id=event_id)
            return redirect(url_for(".list_mine") if is_mine else theirs)
    booking = queries.get_booking(booking_id)
    services.refuse_unknown(actor, booking)
    return render_template("bookings/withdraw.html", form=form, **_about_withdrawing(actor, booking))


def _about_withdrawing(actor: Actor, booking: Booking) -> dict[str, object]:
    """What it will mean."""
    event = get_event_to_show(booking.event_id)
    return {
        "booking": booking,
        "event": event,
        "is_mine": booking.person_id == actor.person_id,
        "holds_place": booking.holds_place,
        "closed": reason_against(lambda: refuse_ended(actor, event, booking)),
        "is_late": booking.status is BookingStatus.BOOKED and is_late(event),
    }


@bp.route("/training/events/<int:event_id>/cancel", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def cancel_event(event_id: int) -> ResponseReturnValue:
    form = CancelEventForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.cancel_one(current_actor(), form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The event is cancelled and everybody on it will be told", "success")
            return redirect(url_for("catalogue.show_event", event_id=event_id))
    event, pending = get_event(event_id), queries.count_pending(event_id)
    return render_template(
        "bookings/cancel_event.html",
        form=form,
        event=event,
        pending=pending,
        is_burst=pending > in_force(MailRules).burst,
        closed=reason_against(lambda: refuse_cancelling(event)),
    )

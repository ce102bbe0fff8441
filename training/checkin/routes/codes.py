"""The code by which somebody is known at the door, on their phone or on paper."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.qr import qr_code
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from training.bookings.domain.door_codes import in_fours
from training.bookings.models import Booking
from training.bookings.queries import get_booking
from training.bookings.services import refuse_unknown
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event_to_show
from training.checkin.routes.blueprint import bp


@bp.get("/bookings/<int:booking_id>/door-code")
@access(Permission.BOOKING_MAKE)
def show_door_code(booking_id: int) -> ResponseReturnValue:
    booking = get_booking(booking_id)
    refuse_unknown(current_actor(), booking)
    return render_template(
        "checkin/show_door_code.html",
        booking=booking,
        event=get_event_to_show(booking.event_id),
        code=in_fours(booking.door_code),
        picture=qr_code(booking.door_code),
    )


def list_booking_links(booking: Booking, event: TrainingEvent) -> Sequence[Link]:
    """From a booking with a place to its code, until the event is over."""
    if not booking.holds_place or event.ends_at is None or event.ends_at < clock.now():
        return []
    return [Link("Code to show at the door", url_for("checkin.show_door_code", booking_id=booking.id))]

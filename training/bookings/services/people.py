"""Through which of their posts somebody is booked, and who may know of it."""

from __future__ import annotations

from portal.kernel.access import Actor, Permission, can
from portal.kernel.errors import Forbidden, NotFound
from training.bookings import queries
from training.bookings.domain import Learner
from training.bookings.models import Booking


def get_learner_for(actor: Actor, person_id: int, *, lock: bool = False) -> Learner:
    """The person, through the post by which this actor may act for them. Raises `Forbidden`."""
    for learner in queries.list_learners(person_id, lock=lock):
        if can(actor, Permission.BOOKING_MAKE, learner):
            return learner
    raise Forbidden


def get_booked_learner(booking: Booking) -> Learner:
    """The person of a booking, through the post they booked in, else the first they have now; locked."""
    learners = queries.list_learners(booking.person_id, lock=True)
    return next((one for one in learners if one.agency_id == booking.agency_id), learners[0])


def refuse_unknown(actor: Actor, booking: Booking) -> None:
    """Raise `NotFound` for a booking of somebody this actor may not act for: they need not know of it.

    For oneself one always may, which takes no look at one's posts.
    """
    if booking.person_id != actor.person_id:
        get_known_learner(actor, booking.person_id)


def get_known_learner(actor: Actor, person_id: int) -> Learner:
    """The same as `get_learner_for`, for whoever need not know that there is such a person."""
    try:
        return get_learner_for(actor, person_id)
    except Forbidden as error:
        raise NotFound from error

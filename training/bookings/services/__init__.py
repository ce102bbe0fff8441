"""Every change of a booking. Each locks its event first; callers commit (docs/training.md 4.2 to 4.4)."""

from __future__ import annotations

from training.bookings.services.booking import add_walk_in, book, name_held_place
from training.bookings.services.deciding import approve, decline, expire_request
from training.bookings.services.ending import end_double, take_up_again, withdraw
from training.bookings.services.events import cancel_event, hear_of_change, record_results
from training.bookings.services.people import get_known_learner, get_learner_for, refuse_unknown
from training.bookings.services.places import hold_places, release_places

__all__ = [
    "add_walk_in",
    "approve",
    "book",
    "cancel_event",
    "decline",
    "end_double",
    "expire_request",
    "get_known_learner",
    "get_learner_for",
    "hear_of_change",
    "hold_places",
    "name_held_place",
    "record_results",
    "refuse_unknown",
    "release_places",
    "take_up_again",
    "withdraw",
]

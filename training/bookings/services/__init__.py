"""Every change of a booking. Each locks its event first; callers commit (docs/training.md 4.2 to 4.4).

Event, then people in the order of their ids, then bookings: whoever locks in this order waits for
nobody in a circle.
"""

from __future__ import annotations

from training.bookings.services.booking import add_walk_in, book, name_held_place
from training.bookings.services.deciding import approve, decline, expire_request
from training.bookings.services.drawing import draw_lots, plan_draw
from training.bookings.services.ending import end_double, take_up_again, withdraw
from training.bookings.services.events import (
    cancel_event,
    cancel_one,
    foresee_letters,
    hear_of_change,
    record_results,
)
from training.bookings.services.exceptions import extend_window, put_back, waive_late_cancel
from training.bookings.services.instead import change_needs, move_up, substitute
from training.bookings.services.offers import answer_offer, lapse_offer
from training.bookings.services.people import get_known_learner, get_learner_for, refuse_unknown
from training.bookings.services.places import hold_places, release_places
from training.bookings.services.ranking import rank_anew
from training.bookings.services.refusing import foresee

__all__ = [
    "add_walk_in",
    "answer_offer",
    "approve",
    "book",
    "cancel_event",
    "cancel_one",
    "change_needs",
    "decline",
    "draw_lots",
    "end_double",
    "expire_request",
    "extend_window",
    "foresee",
    "foresee_letters",
    "get_known_learner",
    "get_learner_for",
    "hear_of_change",
    "hold_places",
    "lapse_offer",
    "move_up",
    "name_held_place",
    "plan_draw",
    "put_back",
    "rank_anew",
    "record_results",
    "refuse_unknown",
    "release_places",
    "substitute",
    "take_up_again",
    "waive_late_cancel",
    "withdraw",
]

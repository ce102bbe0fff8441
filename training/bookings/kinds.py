"""The kinds of letter about bookings, by what people call them, and what each may say."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages.kinds import MessageKind

# What stands for each placeholder in a preview: about somebody who does not exist.
SAMPLE = {
    "first_name": "Sam",
    "name": "Sam Taylor",
    "course": "Early help: the whole family",
    "code": "GHP-0042",
    "when": "3 March 2026 at 9:30am",
    "times": "Tuesday 3 March 2026, 9:30am to 4pm",
    "where": "Acomb Library, Front Street, York",
    "link": "",
    "until": "25 February 2026 at 10am",
    "waiting": "",
    "door_code": "7H2K 9QXM 41AB C0DE",
    "door_page": "https://portal.example/bookings/42/door-code",
    "ring": "If something changes less than 24 hours before it starts, ring 01632 960 101.",
    "ring_phone": "01632 960 101",
    "reason": "The trainer is ill",
    "my_training": "https://portal.example/my-training",
    "courses": "https://portal.example/training",
    "requested": "",
    "booked": "",
    "keeps_place": "",
    "ended": "",
}
_DATES = {"dates": "10 March 2026 at 9:30am and 12 March 2026 at 9:30am"}
# What one kind alone may say beside these.
_MORE = {
    "dates_offered": _DATES,
    "missed_out": _DATES | {"course_page": "https://portal.example/training/courses/1"},
}
_LABELS = {
    "booked": "Booked on an event",
    "requested": "Booking waits for approval",
    "approved": "Booking approved again",
    "asked_again": "Booking waits for approval again",
    "declined": "Booking not approved",
    "expired_request": "Booking not approved in time",
    "waiting": "On the waiting list",
    "offered": "A place is offered",
    "lapsed": "Offer run out",
    "promoted": "A place came free",
    "moved": "Date or place changed",
    "no_date": "Event has no date for now",
    "withdrawn": "Booking ended",
    "substituted": "A substitute comes",
    "comes_instead": "Comes instead of a colleague",
    "put_back": "Booking stands again",
    "event_cancelled": "Event cancelled",
    "missed_out": "No place came free",
    "dates_offered": "New dates to choose from",
    "reminder": "Reminder before an event",
    "last_reminder": "Last reminder before an event",
    "thanks": "Thanks after an event",
}


def message_kinds() -> Iterator[MessageKind]:
    for kind, label in _LABELS.items():
        facts = _MORE.get(kind, {}) | SAMPLE
        yield MessageKind(kind, label, template=f"booking_{kind}", facts=facts)

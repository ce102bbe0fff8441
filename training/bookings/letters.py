"""What people are told about their bookings: once for each booking and kind (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from portal.kernel import clock, letters, outbox
from portal.kernel.chosen import chosen
from portal.kernel.rules import in_force
from portal.kernel.text import day, listed, moment, span
from portal.messages.domain import MailRules
from portal.people.letters import Addressed, addressed_each, wants_text
from training.bookings import due
from training.bookings.domain import BookingRules, whom_to_ring
from training.bookings.domain.door_codes import in_fours
from training.bookings.models import Booking
from training.catalogue.domain import Day, Place, lasts_days
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import days_of, list_places

BOOKED = "booked"
WAITING = "waiting"
WITHDRAWN = "withdrawn"
PROMOTED = "promoted"
EVENT_CANCELLED = "event_cancelled"
MISSED_OUT = "missed_out"
MOVED = "moved"
REQUESTED = "requested"
DECLINED = "declined"
EXPIRED_REQUEST = "expired_request"
OFFERED = "offered"
LAPSED = "lapsed"
NO_DATE = "no_date"
SUBSTITUTED = "substituted"
COMES_INSTEAD = "comes_instead"
ASKED_AGAIN = "asked_again"
APPROVED = "approved"
PUT_BACK = "put_back"
A_MINUTE = 60
# Other dates that a letter names; the page of the course has them all.
MOST_DATES = 3
# What ends a booking is said even after the event has begun.
_ENDINGS = frozenset({WITHDRAWN, EVENT_CANCELLED, MISSED_OUT, DECLINED, EXPIRED_REQUEST, LAPSED, SUBSTITUTED})


def about(booking_id: int) -> str:
    return f"booking:{booking_id}"


def tell(
    kind: str,
    event: TrainingEvent,
    bookings: Iterable[Booking],
    *,
    reason: str = "",
    ended: Mapping[int, Sequence[str]] | None = None,
) -> None:
    """Queue this letter for each booking's person, or for the colleague who gets their letters.

    Bookings come with their people; `ended` names, by person, other dates they wait for no longer.
    A change of an event waits a little, so that the next is told with it.
    """
    others = ended or {}
    told = list(bookings)
    write = letters.writer(f"booking_{kind}")
    known = _known(kind, event) if told else {}
    written = [
        (
            one.person,
            write(
                facts_of(one, known, reason=reason, ended=others.get(one.person_id, ())),
                with_text=wants_text(one.person),
            ),
        )
        for one in told
    ]
    pairs = zip(told, addressed_each(written), strict=True)
    outbox.queue_all([_message(kind, event, one, sent) for one, sent in pairs if sent is not None])


def _known(kind: str, event: TrainingEvent) -> dict[str, object]:
    """What is the same in each of these letters."""
    return facts_about(event) | (_other_dates(event) if kind == MISSED_OUT else {})


def _other_dates(event: TrainingEvent) -> dict[str, object]:
    """When the course is held next, and where to ask for more."""
    dates = due.list_next_dates(event.course_id, clock.now(), MOST_DATES)
    return {
        "dates": listed([moment(one) for one in dates]),
        "course_page": letters.public_address(f"/training/courses/{event.course_id}"),
    }


def facts_about(event: TrainingEvent) -> dict[str, object]:
    """What is the same in every letter about an event: what it teaches, each of its days, and the place."""
    facts: dict[str, object] = {
        "course": event.course.title,
        "code": event.code,
        "my_training": letters.public_address("/my-training"),
        "courses": letters.public_address("/training"),
    }
    days = days_of(event)
    places = list_places(event, days)
    facts |= {"link": _links(days, places), "has_door": any(place.venue for place in places)}
    facts |= ringing() if _is_soon(event) else {"ring": "", "ring_phone": ""}
    if event.starts_at is None or event.ends_at is None:
        return facts | {"when": "", "times": "", "where": ""}
    facts["when"] = moment(event.starts_at)
    if len(places) > 1:
        each = [f"\n- {span(one.starts_at, one.ends_at)}: {_in_words(one.place)}" for one in days]
        return facts | {"times": "".join(each), "where": ""}
    whole = (event.starts_at, event.ends_at)
    spans = [(one.starts_at, one.ends_at) for one in days] if lasts_days(*whole) else [whole]
    return facts | {"times": listed([span(*one) for one in spans]), "where": _in_words(places[0])}


def ringing() -> dict[str, object]:
    """Whom to ring about changes at short notice: a sentence, and for a text message the number."""
    return {"ring": whom_to_ring(), "ring_phone": chosen().contacts.changes_phone}


def _is_soon(event: TrainingEvent) -> bool:
    told = in_force(BookingRules).ring_told
    return event.starts_at is not None and event.starts_at <= clock.now() + told


def _in_words(place: Place) -> str:
    return place.room or ("Online" if place.online_link else "")


def _links(days: Sequence[Day], places: Sequence[Place]) -> str:
    """How to join online; on which day, where each has a link of its own."""
    links = {place.online_link for place in places} - {""}
    if len(links) > 1:
        return listed(
            [f"{one.place.online_link} on {day(one.starts_at)}" for one in days if one.place.online_link]
        )
    return "".join(links)


def facts_of(
    booking: Booking,
    known: Mapping[str, object],
    *,
    reason: str = "",
    ended: Sequence[str] = (),
) -> dict[str, object]:
    """What a letter about this booking may say; `known` is what `facts_about` says of its event.

    The link of an online event, and whom to ring, are for whoever has a place.
    """
    person = booking.person
    has_door = booking.holds_place and known["has_door"]
    return {
        **known,
        "first_name": person.given_name,
        "name": person.name,
        **{one: known[one] if booking.status == BOOKED else "" for one in ("link", "ring", "ring_phone")},
        "until": moment(booking.offer_until) if booking.offer_until else "",
        "waiting": booking.status == WAITING,
        "requested": booking.status == REQUESTED,
        "booked": booking.status == BOOKED,
        "keeps_place": bool(booking.keeps_place),
        "ended": "\n".join(f"- {one}" for one in ended),
        "reason": reason,
        "door_code": in_fours(booking.door_code) if has_door else "",
        "door_page": letters.public_address(f"/bookings/{booking.id}/door-code") if has_door else "",
    }


def _message(kind: str, event: TrainingEvent, booking: Booking, sent: Addressed) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=booking.person_id,
        kind=kind,
        about=about(booking.id),
        version=_version(kind, event),
        subject=sent.letter.subject,
        body=sent.letter.body,
        due_at=_due(event) if kind == MOVED else None,
        not_after=None if kind in _ENDINGS else event.starts_at,
        replaces=kind == MOVED,
    )


def _version(kind: str, event: TrainingEvent) -> int:
    """What is news again: each move of an event, and each time that somebody decides anew.

    Everything else is said once.
    """
    if kind in {MOVED, NO_DATE}:
        return event.sequence
    if kind in {PROMOTED, OFFERED, LAPSED}:  # again only after the event has lost its date
        return event.sequence + 1
    return int(clock.now().timestamp()) // A_MINUTE if kind in {ASKED_AGAIN, APPROVED, PUT_BACK} else 1


def _due(event: TrainingEvent) -> datetime:
    """A little later, unless the event begins before that."""
    now = clock.now()
    later = now + in_force(MailRules).merged
    return now if event.starts_at is not None and event.starts_at <= later else later

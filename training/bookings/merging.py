"""What becomes of bookings when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Actor
from portal.kernel.errors import NotFound
from portal.merging.domain import CannotUndo
from portal.merging.rules import Clash, Foreseen, Ledger, MergeRule, Parties, Undoing
from training.bookings import queries, services
from training.bookings.domain import BookingStatus, TakenMeanwhile, worth
from training.bookings.models import Booking
from training.catalogue.queries import get_event

COLUMN = "booking.person_id"


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(
            column=COLUMN,
            words=("booking", "bookings"),
            foresee=_foresee,
            settle=_end_doubles,
            restore=_take_up_again,
        ),
        MergeRule(column="booking.booked_by_id", words=("booking they made", "bookings they made")),
        MergeRule(
            column="booking_extension.person_id",
            words=("booking window kept open for them", "booking windows kept open for them"),
            clash=Clash.STAY,
        ),
        MergeRule(
            column="booking_extension.granted_by_id",
            words=("booking window they kept open", "booking windows they kept open"),
        ),
        MergeRule(
            column="booking_status_entry.actor_id",
            words=("step of a booking they took", "steps of bookings they took"),
        ),
    )


def _foresee(parties: Parties) -> Foreseen:
    doubles = queries.list_doubles(*parties.both)
    return Foreseen(
        tuple(
            f"On {code} both have a booking: “{_worse(pair).status.label}” ends, "
            f"“{_better(pair).status.label}” stays"
            for code, pair in doubles
        )
    )


def _end_doubles(actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Nobody holds two places: the better booking stays, and the other ends by the rules of this room."""
    for _, pair in queries.list_doubles(*parties.both):
        event = get_event(pair[0].event_id, lock=True)
        worse = _worse(pair)
        ledger.note(worse.id, {"status": worse.status})
        services.end_double(actor, event, worse)


def _better(pair: Sequence[Booking]) -> Booking:
    """The one that came further; of two that came as far the one that was made first."""
    return min(pair, key=lambda one: (-worth(one.status), one.joined_at, one.id))


def _worse(pair: Sequence[Booking]) -> Booking:
    better = _better(pair)
    return next(one for one in pair if one is not better)


def _take_up_again(undoing: Undoing) -> None:
    status = BookingStatus(undoing.before["status"])
    try:
        services.take_up_again(undoing.actor, undoing.row_id, status)
    except TakenMeanwhile as error:
        raise CannotUndo(error.message) from error
    except NotFound as error:
        raise CannotUndo("A booking that the merge had ended has been deleted since") from error

"""What this room answers to those below: who may have the places that are free (docs/training.md 4.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, select, union_all

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.text import listed
from portal.people.models import Agency
from training.bookings.domain import Seeker
from training.bookings.models import Booking, holds_place
from training.catalogue.models import TrainingEvent
from training.shares import queries
from training.shares.domain import Origin, Share, ShareSort, filled, refusal
from training.shares.models import AgencyShare, Reservation
from training.shares.queries import Named, Origins


class KeptPlaces:
    """The shares and caps of one event, with who has its places now."""

    def __init__(self, event: TrainingEvent, terms: tuple[list[Share], list[Share]]) -> None:
        self._event_id, self._capacity = event.id, event.capacity
        self._terms = terms
        # Read when the first is asked about, with the kind of their agency.
        self._found: Origins | None = None

    def refusal(self, seeker: Seeker, taken: Sequence[Seeker]) -> str:
        """Why they may not have a place now; empty when they may."""
        known = self._found = self._found or queries.read_origins(self._event_id, seeker.agency_id)
        holders = Counter(known.holders)
        holders.update(self._origin(one, known) for one in taken)
        return refusal(self._origin(seeker, known), self._capacity, self._terms, holders)

    def _origin(self, seeker: Seeker, known: Origins) -> Origin:
        agency_id, kinds = seeker.agency_id, known.kinds
        if agency_id is None:
            return Origin()
        if agency_id not in kinds:
            found = queries.find_kind(agency_id)
            if found is not None:
                kinds[agency_id] = found
        return Origin(agency_id, kinds.get(agency_id))


def place_rules(event: TrainingEvent, *, lock: bool) -> KeptPlaces | None:
    """Nothing for an event that keeps no places. Its rows are locked, after the event itself.

    A page that only says how things stand asks without the lock.
    """
    rows = queries.list_shares(event.id, lock=lock)
    shares, caps = queries.holding_now(rows, event.starts_at, clock.now())
    if not shares and not caps:
        return None
    if lock:
        db.session.flush()  # a place that was given up just now counts no more
    return KeptPlaces(event, (shares, caps))


def describe_kept(event_ids: Collection[int]) -> Mapping[int, str]:
    """As in “3 kept for schools”, of each event that keeps free places now (docs/training.md 4.5).

    Two statements, and one where none of them keeps any.
    """
    shares = _list_shares(event_ids)
    if not shares:
        return {}
    holders = _list_holders(shares)
    said = {event_id: _in_words(kept, holders.get(event_id, {})) for event_id, kept in shares.items()}
    return {event_id: words for event_id, words in said.items() if words}


def _in_words(kept: Sequence[Share], holders: Mapping[Origin, int]) -> str:
    used = filled(kept, holders).used
    free = [(share.places - taken, share.group.label) for share, taken in zip(kept, used, strict=True)]
    return listed([f"{number} kept for {label}" for number, label in free if number > 0])


def _list_shares(event_ids: Collection[int]) -> dict[int, list[Share]]:
    """The shares of these events that hold now."""
    rows: dict[int, list[Named]] = {}
    starts: dict[int, datetime | None] = {}
    for share, name, starts_at in db.session.execute(_SHARES, {"events": list(event_ids)}):
        starts[share.event_id] = starts_at
        rows.setdefault(share.event_id, []).append((share, name))
    now = clock.now()
    found = {
        event_id: queries.holding_now(named, starts[event_id], now)[0] for event_id, named in rows.items()
    }
    return {event_id: kept for event_id, kept in found.items() if kept}


def _list_holders(event_ids: Collection[int]) -> dict[int, dict[Origin, int]]:
    """Where those come from who have places, or hold some for others."""
    found: dict[int, dict[Origin, int]] = {}
    for event_id, agency_id, kind, number in db.session.execute(_HOLDERS, {"events": list(event_ids)}):
        found.setdefault(event_id, {})[Origin(agency_id, kind)] = int(number)
    return found


# Built once: asked for with every page of the catalogue.
_events: BindParameter[Sequence[int]] = bindparam("events", expanding=True)
_SHARES = (
    select(AgencyShare, Agency.name, TrainingEvent.starts_at)
    .join(TrainingEvent, TrainingEvent.id == AgencyShare.event_id)
    .outerjoin(Agency, Agency.id == AgencyShare.agency_id)
    .where(
        AgencyShare.event_id.in_(_events),
        AgencyShare.sort == ShareSort.KEPT,
        AgencyShare.released_at.is_(None),
    )
    .order_by(AgencyShare.id)
)
_places = union_all(
    select(Booking.event_id, Booking.agency_id, func.count().label("number"))
    .where(holds_place(), Booking.event_id.in_(_events))
    .group_by(Booking.event_id, Booking.agency_id),
    select(Reservation.event_id, Reservation.agency_id, Reservation.places.label("number")).where(
        Reservation.places > 0, Reservation.event_id.in_(_events)
    ),
).subquery()
_HOLDERS = (
    select(_places.c.event_id, _places.c.agency_id, Agency.kind, func.sum(_places.c.number))
    .outerjoin(Agency, Agency.id == _places.c.agency_id)
    .group_by(_places.c.event_id, _places.c.agency_id, Agency.kind)
)

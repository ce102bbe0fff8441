"""What this room answers to those below: who may have the places that are free (docs/training.md 4.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portal.kernel import clock
from portal.kernel.db import db
from training.bookings.domain import Seeker
from training.catalogue.models import TrainingEvent
from training.shares import queries
from training.shares.domain import Origin, Share, refusal
from training.shares.queries import Origins


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

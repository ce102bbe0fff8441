"""What is kept for schools, who may be late, and those who come together, in the model."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.integration.bookings.machine.acts import Acts
from tests.integration.bookings.machine.model import Booking, Refused, Share


class Keeping(Acts):
    def keep(self, event_id: int, share: Share) -> None:
        self._refuse_keeping(event_id, share)
        was, self.events[event_id].share = self.events[event_id].share, share
        if was != share:
            self.promote(event_id)

    def keep_again(self, event_id: int) -> None:
        share = self.events[event_id].share
        self._refuse_over(event_id)
        if share and share.is_given_out:
            self._refuse_keeping(event_id, share)
            share.is_given_out = False
            self.promote(event_id)

    def _refuse_over(self, event_id: int) -> None:
        if self.events[event_id].is_cancelled or self.has_started(event_id):
            raise Refused

    def _refuse_keeping(self, event_id: int, share: Share) -> None:
        """The end is to come, and nobody has what is kept."""
        self._refuse_over(event_id)
        event = self.events[event_id]
        if event.starts_at is not None and event.starts_at - timedelta(days=share.days) <= self.now:
            raise Refused
        was = 0 if event.share is None or self.is_over(event_id) else event.share.places
        own = min(share.places, self.from_schools(event_id, []))
        if share.places > was and self.taken(event_id) - own > event.capacity - share.places:
            raise Refused

    def keep_no_more(self, event_id: int) -> None:
        self._refuse_over(event_id)
        self.events[event_id].share = None
        self.promote(event_id)

    def book_together(self, event_id: int, people: list[int], fresh: dict[int, tuple]) -> None:
        """All wait, whatever is free, and then all are promoted or none."""
        for person in people:
            self.refuse_closed(event_id, person)
            self.refuse_guards(event_id, person, despite=True)
        for person, key in zip(people, sorted(fresh), strict=True):
            agreed = self.agrees(event_id, person, by_staff=True)
            status = self.first_status(event_id, person, joins=True, agreed=agreed, only_waits=True)
            one = Booking(event_id, person, status, fresh[key], despite_clash=True, approved=agreed)
            one.party = min(fresh)
            self.bookings[key] = self.ranked(one)
        self.promote(event_id)

    def close(self, event_id: int, *, is_closed: bool) -> None:
        self.events[event_id].is_closed = is_closed
        self.promote(event_id)

    def let_in(self, event_id: int, person: int, until: datetime) -> None:
        self._refuse_over(event_id)
        self.events[event_id].late[person] = until

    def waive(self, one: Booking) -> None:
        if not one.is_late or one.is_waived:
            raise Refused
        one.is_waived = True

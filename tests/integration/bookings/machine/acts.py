"""What people do to bookings, in the model. One method for each act that the machine draws."""

from __future__ import annotations

from datetime import datetime

from tests.integration.bookings.machine.model import LATE, Booking, Event, Model, Refused


class Acts(Model):
    def book(
        self, event_id: int, person: int, *, joins: bool, despite: bool, by_staff: bool = False
    ) -> Booking:
        self.refuse_closed(event_id, person)
        self.refuse_guards(event_id, person, despite=despite)
        agreed = self.agrees(event_id, person, by_staff=by_staff)
        status = self.first_status(event_id, person, joins=joins, agreed=agreed)
        new = Booking(event_id, person, status, despite_clash=despite, approved=agreed)
        new.turn = (self.now,)
        if new.status == "booked":
            self.give(new)
            new.was.clear()
        return self.ranked(new)

    def first_status(
        self, event_id: int, person: int, *, joins: bool, agreed: bool, only_waits: bool = False
    ) -> str:
        event = self.events[event_id]
        if event.starts_at is None or event.draw == "planned":
            return "waiting"
        if event.needs_approval and not agreed:
            return "requested"
        kept = self.is_kept(event_id, person, [])
        if self.has_room(event_id) and not kept and not only_waits:
            return "booked"
        if joins or only_waits:
            return "waiting"
        raise Refused

    def withdraw(self, one: Booking, *, by_staff: bool) -> None:
        if one.status not in {"requested", "waiting", "offered", "booked"}:
            raise Refused
        self.refuse_after_start(one.event, by_staff=by_staff)
        starts_at = self.events[one.event].starts_at
        near = starts_at is not None and self.now >= starts_at - LATE
        one.is_late = near and one.status == "booked" and not by_staff
        self.end(one, "removed" if by_staff else "withdrawn")

    def refuse_after_start(self, event_id: int, *, by_staff: bool) -> None:
        if self.has_started(event_id) and (self.events[event_id].is_confirmed or not by_staff):
            raise Refused

    def end(self, one: Booking, status: str) -> None:
        held = one.holds
        one.become(status)
        if held:
            self.settle_places(one.event)
            self.promote(one.event)

    def approve(self, one: Booking) -> None:
        if one.status != "requested" or self.has_started(one.event) or one.person in self.barred:
            raise Refused
        if self.clashes(one.event, one.person) and not one.despite_clash:
            raise Refused
        one.approved = True
        event = self.events[one.event]
        if one.keeps_place:
            self.give(one)
            return
        waits = event.starts_at is None or event.draw == "planned" or one.party is not None
        if waits or not self.has_room(one.event) or self.is_kept(one.event, one.person, []):
            one.become("waiting")
            self.ranked(one)
            self.promote(one.event)
        else:
            self.give(one)

    def end_request(self, one: Booking, status: str) -> None:
        if one.status != "requested":
            raise Refused
        self.end(one, status)

    def answer(self, one: Booking, *, accepts: bool) -> None:
        if one.status != "offered" or one.offer_until is None or self.now >= one.offer_until:
            raise Refused
        if accepts:
            self.give(one)
        else:
            self.end(one, "lapsed")

    def substitute(self, one: Booking, person: int, *, despite: bool) -> Booking:
        self.refuse_after_start(one.event, by_staff=False)
        if one.status != "booked" or (one.person in self.schools) != (person in self.schools):
            raise Refused
        self.refuse_guards(one.event, person, despite=despite)
        one.become("withdrawn")
        asked = self.events[one.event].needs_approval
        new = Booking(one.event, person, "requested" if asked else "booked", despite_clash=despite)
        new.keeps_place, new.turn = asked, (self.now,)
        if not asked:
            self.give(new)
            new.was.clear()
        return new

    def move_up(self, one: Booking, *, overbooks: bool) -> None:
        event = self.events[one.event]
        if one.status != "waiting" or event.starts_at is None or event.is_cancelled or event.is_confirmed:
            raise Refused
        if one.person in self.barred:
            raise Refused
        if not self.has_room(one.event):
            if not overbooks:
                raise Refused
            event.overbooked = max(0, self.taken(one.event) + 1 - event.capacity)
        self.give(one)

    def change_needs(self, one: Booking) -> None:
        self.refuse_after_start(one.event, by_staff=False)
        if one.status not in {"booked", "requested", "waiting"}:
            raise Refused
        event = self.events[one.event]
        if one.status == "waiting" or not (event.needs_approval and event.asks_again):
            return
        kept, one.approved = one.holds, False
        one.become("requested")
        one.keeps_place = kept

    def put_back(self, one: Booking) -> None:
        event = self.events[one.event]
        live = any(other.person == one.person and other.is_live for other in self.on(one.event))
        if one.person in self.barred:
            raise Refused
        if self.has_started(one.event) or live or one.status != "removed" or event.is_cancelled:
            raise Refused
        before = one.was[-1]
        if before == "offered" or (before == "booked" and event.starts_at is None):
            before = "waiting"
        if before == "booked" and not self.has_room(one.event):
            raise Refused
        if before == "booked":
            self.give(one)
            return
        one.become(before)
        if before == "waiting":
            self.promote(one.event)

    def cancel(self, event_id: int) -> None:
        event = self.events[event_id]
        if event.is_cancelled or self.has_started(event_id):
            raise Refused
        for one in self.on(event_id):
            if one.is_live:
                one.become("event_cancelled")
        self.settle_places(event_id)
        event.is_cancelled = True

    def set_capacity(self, event_id: int, capacity: int) -> None:
        event = self.events[event_id]
        if event.share and not self.is_over(event_id) and event.share.places > capacity:
            raise Refused
        event.capacity = capacity
        event.overbooked = max(0, self.taken(event_id) - capacity)
        self.promote(event_id)

    def move(self, event_id: int, starts_at: datetime | None) -> None:
        event = self.events[event_id]
        event.starts_at = starts_at
        if starts_at is None:
            for one in [one for one in self.on(event_id) if one.holds]:
                one.approved = one.approved or one.status != "requested"
                one.become("waiting")
            self.settle_places(event_id)
            return
        for one in self.on(event_id):
            if one.status == "waiting" and not one.approved and event.needs_approval:
                one.become("requested")
        self.promote(event_id)

    def hold(self, event_id: int, places: int) -> None:
        if not self.has_room(event_id, places):
            raise Refused
        self.events[event_id].unnamed += places

    def release(self, event_id: int) -> None:
        event: Event = self.events[event_id]
        event.unnamed -= 1
        self.settle_places(event_id)
        self.promote(event_id)

    def name_held(self, event_id: int, person: int) -> Booking:
        self.refuse_closed(event_id, person)
        self.refuse_guards(event_id, person, despite=True)
        event = self.events[event_id]
        event.unnamed -= 1
        is_gone = event.starts_at is None or event.overbooked > 0
        agreed = self.agrees(event_id, person, by_staff=True)
        asked = event.needs_approval and event.starts_at is not None and not agreed
        status = "requested" if asked else "waiting" if is_gone else "booked"
        new = Booking(event_id, person, status, despite_clash=True, approved=agreed)
        if is_gone:
            self.settle_places(event_id)
            return self.ranked(new)
        new.keeps_place, new.turn = asked, (self.now,)
        if not asked:
            self.give(new)
            new.was.clear()
        return self.ranked(new)

    def walk_in(self, event_id: int, person: int) -> Booking:
        event = self.events[event_id]
        if event.is_cancelled or event.is_confirmed or not self.has_started(event_id):
            raise Refused
        self.refuse_guards(event_id, person, despite=True, limited=False)
        if not self.has_room(event_id):
            event.overbooked = max(0, self.taken(event_id) + 1 - event.capacity)
        return Booking(event_id, person, "booked", turn=(self.now,))

    def pass_time(self, now: datetime) -> None:
        """The clock goes on and the jobs run: lots, offers that ran out, places that are free, requests."""
        self.now = now
        run_out = [
            (one.event, key)
            for key, one in self.bookings.items()
            if one.status == "offered" and one.offer_until is not None and one.offer_until <= now
        ]
        for _, key in sorted(run_out):
            self.end(self.bookings[key], "lapsed")
        for event_id in sorted(self.events):
            self.promote(event_id)
        stale = [
            key
            for key, one in self.bookings.items()
            if one.status == "requested" and self.has_started(one.event)
        ]
        for key in sorted(stale):
            self.end(self.bookings[key], "expired_request")
        for event_id, event in sorted(self.events.items()):
            share, is_open = event.share, not event.is_cancelled and not self.has_started(event_id)
            if share and is_open and event.starts_at and not share.is_given_out and self.is_over(event_id):
                share.is_given_out = True
                self.promote(event_id)

"""What changes who may have a place: kept places, the closing date, closed accounts, seats, groups."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.integration.bookings.machine.acting import Acting, Time, any_booking, someone, somewhere, yes_or_no
from tests.integration.bookings.machine.model import MOST_LIVE, Share
from training.bookings import services
from training.bookings.domain import ExtendWindow, WaiveLate
from training.shares.services import releasing, sharing


class Keepers(Acting):
    @rule(event=somewhere, places=st.integers(1, 2), days=st.integers(1, 6))
    def keep(self, event, places, days):
        key = self.event(event)
        self.both(
            lambda: self.portal.keep(key, places, days) and None,
            lambda: self.model.keep(key, Share(places, days)),
        )

    @precondition(lambda self: any(one.share for one in self.model.events.values()))
    @rule(event=somewhere, again=yes_or_no)
    def keep_again_or_no_more(self, event, again):
        keys = sorted(key for key, one in self.model.events.items() if one.share)
        key = keys[event % len(keys)]
        portal, model = (
            (releasing.restore_share, self.model.keep_again)
            if again
            else (sharing.remove_share, self.model.keep_no_more)
        )
        share = self.portal.share_of(key)
        self.both(
            lambda: self.portal.run(portal, self.portal.coordinator, share) and None, lambda: model(key)
        )

    @rule(event=somewhere, person=someone, other=someone)
    def book_together(self, event, person, other):
        key, people = self.event(event), [self.person(person), self.person(other)]
        if person != other:
            self.both(
                lambda: self.portal.book_together(key, people),
                lambda: self.model.book_together(key, people, self.fresh),
            )

    @rule(person=someone, dice=st.integers(0, 3))
    def bar(self, person, dice):
        """An account is closed, or the seats of an agency are used up; most are open again soon."""
        person = self.person(person)
        if dice == 0 or person in self.model.barred:
            self.portal.bar(person, is_closed=person not in self.model.barred)
            self.model.barred ^= {person}

    @rule(most_live=st.sampled_from([1, None, None, None]))
    def limit(self, most_live):
        """A course has its own limit, for a while."""
        self.portal.limit(most_live)
        self.model.most_live = most_live or MOST_LIVE

    @rule(event=somewhere, dice=st.integers(0, 3))
    def close(self, event, dice):
        key = self.event(event)
        if not self.is_over(key) and (dice == 0 or self.model.events[key].is_closed):
            is_closed = not self.model.events[key].is_closed
            at = Time.now if is_closed else None
            self.both(
                lambda: self.portal.change(key, booking_closes_at=at),
                lambda: self.model.close(key, is_closed=is_closed),
            )

    @rule(event=somewhere, person=someone)
    def let_in(self, event, person):
        key, starts_at = self.event(event), self.model.events[self.event(event)].starts_at
        until = Time.now + timedelta(days=2)
        until = until if starts_at is None else max(min(until, starts_at), Time.now + timedelta(hours=1))
        command = ExtendWindow(key, self.portal.references[person], until, "Agreed")
        if starts_at is None or until <= starts_at or self.is_over(key):
            self.both(
                lambda: self.portal.run(services.extend_window, self.portal.coordinator, command) and None,
                lambda: self.model.let_in(key, self.person(person), until),
            )

    @precondition(lambda self: any(one.is_late for one in self.model.bookings.values()))
    @rule(number=any_booking)
    def waive(self, number):
        key = self.booking(number, "withdrawn")
        command = WaiveLate(key, "Ill")
        self.both(
            lambda: self.portal.run(services.waive_late_cancel, self.portal.coordinator, command) and None,
            lambda: self.model.waive(self.model.bookings[key]),
        )

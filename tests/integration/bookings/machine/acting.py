"""How an act is done on both sides, the portal and the model, and what must be true after each."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
)

from portal.kernel.errors import PortalError
from tests.conftest import NOW
from tests.integration.bookings.above import a_room
from tests.integration.bookings.machine.keeping import Keeping
from tests.integration.bookings.machine.model import Event, Refused
from tests.integration.bookings.machine.portal import URGENT, Portal
from training.bookings import checks, services
from training.bookings.domain import (
    Book,
    BookingStatus,
    Withdraw,
)
from training.bookings.services.ranking import FIRST_CALL_REASON

PEOPLE, EVENTS = 6, 3
# Who has booked, or waits, before anything else happens: all three events are full.
QUEUED = ((0, 0), (0, 1), (0, 2), (0, 3), (1, 4), (1, 5), (2, 0), (2, 4), (2, 3))

someone, somewhere = st.integers(0, PEOPLE - 1), st.integers(0, EVENTS - 1)
any_booking, yes_or_no = st.integers(0, 40), st.booleans()
CAME = (BookingStatus.ATTENDED, BookingStatus.PART, BookingStatus.NO_SHOW, BookingStatus.EXCUSED)


class Time:
    now = NOW


class Acting(RuleBasedStateMachine):
    steps = 0
    # By part, what the log told.
    done: ClassVar[dict[int, set[str]]] = {}

    @initialize()
    def begin(self):
        Time.now = NOW
        self.portal, self.model = Portal(PEOPLE), Keeping(NOW)
        self.room = a_room(**self.portal.providers())
        self.room.__enter__()
        soon, later = NOW + timedelta(days=7), NOW + timedelta(days=16)
        first, second, third = self.portal.events
        self.model.events[first] = Event(1, 2, soon, asks_again=True)
        self.model.events[second] = Event(1, 1, later, asks_again=True)
        self.model.events[third] = Event(2, 2, soon)
        self.model.schools = set(self.portal.people[::2])
        self.seen = self.portal.entries()
        self.needs = 0
        for event, person in QUEUED:
            self.join(event, person)
        # Somebody has to agree to the next ones here, until a rule says otherwise.
        self.portal.approvals.add(second)
        self.model.events[second].needs_approval = True

    def join(self, event, person):
        """Somebody books, or waits where nothing is left, whatever else is in their diary."""
        self.book_for(event, person, joins=True, despite=True)

    def book_for(self, event, person, *, joins, despite, by_staff=False):
        event, person = self.portal.events[event], self.portal.people[person]
        actor = self.portal.coordinator if by_staff else self.portal.oneself(person)
        command = Book(event, person, join_waiting=joins, despite_clash=despite)
        self.both(
            lambda: self.portal.run(services.book, actor, command),
            lambda: self.model.book(event, person, joins=joins, despite=despite, by_staff=by_staff),
        )

    def give_back(self, key, *, by_staff):
        one = self.model.bookings[key]
        actor = self.portal.coordinator if by_staff else self.portal.oneself(one.person)
        self.both(
            lambda: self.portal.run(services.withdraw, actor, Withdraw(key)),
            lambda: self.model.withdraw(one, by_staff=by_staff),
        )

    def teardown(self):
        if hasattr(self, "room"):
            self.room.__exit__(None, None, None)

    # How an act is done on both sides.

    def both(self, act, says):
        """The same on both sides: done or refused, and then everybody stands the same."""
        Acting.steps += 1
        try:
            made, refusal = act(), None
        except PortalError as error:
            made, refusal = None, error
        rows = self.portal.rows()
        for key, (_, turn) in rows.items():
            if key in self.model.bookings:
                self.model.bookings[key].turn = turn
        self.fresh = {key: turn for key, (_, turn) in rows.items() if key not in self.model.bookings}
        try:
            new = says()
        except Refused:
            assert refusal is not None, "the portal did what the rules refuse"
        else:
            assert refusal is None, f"the portal refused what the rules allow: {refusal!r}"
            self._adopt(made, new, rows)
        self._compare(rows)

    def _adopt(self, made, new, rows):
        if new is not None:
            new.turn = rows[made.id][1]
            self.model.bookings[made.id] = new

    def _compare(self, rows):
        stands = {key: row.status.value for key, (row, _) in rows.items()}
        assert stands == {key: one.status for key, one in self.model.bookings.items()}
        for key, (row, _) in rows.items():
            one = self.model.bookings[key]
            assert row.keeps_place == one.keeps_place
            assert (row.is_late_cancel, bool(row.late_waived_reason)) == (one.is_late, one.is_waived)
            one.offer_until = row.offer_until
            if FIRST_CALL_REASON not in row.priority_reason:
                assert (URGENT.why in row.priority_reason) == one.is_urgent
        assert [breach for check in checks.CHECKS for breach in check.find()] == []
        entries = self.portal.entries()
        assert entries[: len(self.seen)] == self.seen, "an entry was changed"
        self.seen = entries

    def is_over(self, key):
        return self.model.events[key].is_cancelled or self.model.has_started(key)

    def event(self, number):
        return self.portal.events[number]

    def person(self, number):
        return self.portal.people[number]

    def booking(self, number, *usual):
        """Any booking; three times of four one that stands so, if there is one, as others are refused."""
        keys = sorted(self.model.bookings)
        likely = [key for key in keys if self.model.bookings[key].status in usual]
        keys = likely if likely and number % 4 else keys
        return keys[number % len(keys)] if keys else None

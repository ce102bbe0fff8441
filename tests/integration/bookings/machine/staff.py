"""What those who run training do."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from tests.integration.bookings.machine.acting import (
    CAME,
    Acting,
    Time,
    any_booking,
    someone,
    somewhere,
    yes_or_no,
)
from training.bookings import services
from training.bookings.domain import (
    AddWalkIn,
    Book,
    CancelEvent,
    MoveUp,
    PlanDraw,
    PutBack,
)

# Fewer than these mean that the event loses its date.
LEAST_DAYS = 3


class Staff(Acting):
    # What those who run training do.

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking, overbooks=yes_or_no)
    def move_up(self, number, overbooks):
        key = self.booking(number, "waiting")
        if key:
            command = MoveUp(key, "Needed for the school", overbook=overbooks)
            self.both(
                lambda: self.portal.run(services.move_up, self.portal.coordinator, command),
                lambda: self.model.move_up(self.model.bookings[key], overbooks=overbooks),
            )

    @rule(person=someone)
    def hurry(self, person):
        """What made them urgent has come, or is over."""
        key = self.person(person)
        for urgent in (self.portal.urgent, self.model.urgent):
            urgent ^= {key}
        self.both(
            lambda: (
                self.portal.run(
                    services.rank_anew, self.portal.coordinator, [key], self.portal.courses(), "Word of it"
                )
                and None
            ),
            lambda: self.model.rank_anew(key),
        )

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking)
    def put_back(self, number):
        key = self.booking(number, "removed")
        if key:
            command = PutBack(key, "By mistake")
            self.both(
                lambda: self.portal.run(services.put_back, self.portal.coordinator, command),
                lambda: self.model.put_back(self.model.bookings[key]),
            )

    @rule(event=somewhere, dice=st.integers(0, 19))
    def cancel(self, event, dice):
        if dice == 0:
            key = self.event(event)
            command = CancelEvent(key, "Snow")
            self.both(
                lambda: self.portal.run(services.cancel_event, self.portal.coordinator, command) and None,
                lambda: self.model.cancel(key),
            )

    @rule(event=somewhere, capacity=st.integers(1, 3))
    def set_capacity(self, event, capacity):
        key = self.event(event)
        if not self.is_over(key):
            self.both(
                lambda: self.portal.set_capacity(key, capacity),
                lambda: self.model.set_capacity(key, capacity),
            )

    @rule(event=somewhere, days=st.integers(1, 16))
    def move(self, event, days):
        """To another day, or to none."""
        key = self.event(event)
        if not self.is_over(key):
            starts_at = Time.now + timedelta(days=days) if days > LEAST_DAYS else None
            self.both(
                lambda: self.portal.move(key, starts_at),
                lambda: self.model.move(key, starts_at),
            )

    @rule(event=somewhere, places=st.integers(1, 2))
    def hold(self, event, places):
        key = self.event(event)
        if not self.is_over(key):

            def hold():
                self.portal.locked(services.hold_places, key, places)
                self.portal.unnamed[key] = self.portal.unnamed.get(key, 0) + places

            self.both(hold, lambda: self.model.hold(key, places))

    @precondition(lambda self: any(self.portal.unnamed.values()))
    @rule(event=somewhere)
    def release(self, event):
        key = self._with_held_places(event)
        self.portal.unnamed[key] -= 1
        self.both(
            lambda: self.portal.locked(services.release_places, key, 1) and None,
            lambda: self.model.release(key),
        )

    @precondition(lambda self: any(self.portal.unnamed.values()))
    @rule(event=somewhere, person=someone)
    def name_held(self, event, person):
        key = self._with_held_places(event)

        def name():
            command = Book(key, self.person(person), despite_clash=True)
            made = self.portal.run(services.name_held_place, self.portal.coordinator, command)
            self.portal.unnamed[key] -= 1
            return made

        self.both(name, lambda: self.model.name_held(key, self.person(person)))

    def _with_held_places(self, number):
        keys = sorted(key for key, places in self.portal.unnamed.items() if places)
        return keys[number % len(keys)]

    @rule(event=somewhere, person=someone)
    def walk_in(self, event, person):
        key = self.event(event)
        command = AddWalkIn(key, self.person(person), "Came along")
        self.both(
            lambda: self.portal.run(services.add_walk_in, self.portal.coordinator, command),
            lambda: self.model.walk_in(key, self.person(person)),
        )

    @rule(event=somewhere, dice=st.integers(0, 3))
    def plan_draw(self, event, dice):
        key = self.event(event)
        model = self.model.events[key]
        at = Time.now + timedelta(hours=1)
        if (
            not dice
            and not model.draw
            and not self.is_over(key)
            and (model.starts_at is None or at < model.starts_at)
        ):
            self.portal.run(services.plan_draw, self.portal.coordinator, PlanDraw(key, at))
            model.draw = "planned"

    @rule(event=somewhere)
    def confirm_result(self, event):
        key = self.event(event)
        model = self.model.events[key]
        if self.model.has_started(key) and not model.is_cancelled and not model.is_confirmed:
            came = {
                number: CAME[number % len(CAME)]
                for number, one in self.model.bookings.items()
                if one.event == key and one.status in {"booked", "offered"}
            }
            self.portal.confirm(key, came)
            model.is_confirmed = True
            for number, result in came.items():
                self.model.bookings[number].become(result.value)
            self._compare(self.portal.rows())

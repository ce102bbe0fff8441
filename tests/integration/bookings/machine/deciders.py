"""What those do who decide about requests, and what time does."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from tests.integration.bookings.machine.acting import (
    Acting,
    Time,
    any_booking,
    somewhere,
)
from training.bookings import jobs, services
from training.shares.jobs import release_shares

# How near a start has to be for its last day to be gone to, and how far away.
SOON, NIGH = timedelta(days=8), timedelta(hours=4)
# After so long every draw that was planned has been held.
DRAWN_BY = timedelta(hours=1)


def _decline(actor, booking):
    return services.decline(actor, booking, "Not this term")


def _expire(_, booking):
    return services.expire_request(booking)


class Deciders(Acting):
    # What those who decide do.

    @precondition(lambda self: self.model.bookings)
    @rule(number=any_booking, how=st.sampled_from(["approve", "decline", "expire"]))
    def decide(self, number, how):
        """One rule for all three: each by itself would seldom meet somebody who asks."""
        if how == "approve":
            self._decide(number, services.approve, self.model.approve)
        elif how == "decline":
            self._decide(number, _decline, lambda one: self.model.end_request(one, "declined"))
        else:
            self._decide(number, _expire, lambda one: self.model.end_request(one, "expired_request"))

    def _decide(self, number, service, says):
        key = self.booking(number, "requested")
        if key:
            self.both(
                lambda: self.portal.run(service, self.portal.coordinator, self.portal.get(key)),
                lambda: says(self.model.bookings[key]),
            )

    @rule(event=somewhere, dice=st.integers(0, 2))
    def turn_approval(self, event, dice):
        key = self.event(event)
        if dice:
            return  # it lasts long enough for people to ask, and for somebody to decide
        self.portal.approvals ^= {key}
        self.model.events[key].needs_approval = key in self.portal.approvals

    # What time does.

    @rule(hours=st.sampled_from([1, 2, 5, 20, 30, 50, 120]))
    def pass_time(self, hours):
        self._wait(Time.now + timedelta(hours=hours))

    @precondition(lambda self: self._on_last_days())
    @rule(number=any_booking, hours=st.sampled_from([3, 20]), dice=st.integers(0, 3))
    def give_back_on_the_last_day(self, number, hours, dice):
        """Random waits seldom end in the hours in which a place that comes free is nobody's."""
        keys = self._on_last_days()
        key = keys[number % len(keys)]
        if not dice:
            starts_at = self.model.events[self.model.bookings[key].event].starts_at
            self._wait(max(Time.now + DRAWN_BY, starts_at - timedelta(hours=hours)))
            self.give_back(key, by_staff=False)

    def _on_last_days(self):
        """Who has a place on a full event that starts soon, and for which somebody waits."""
        everybody = self.model.bookings.items()
        waited_for = {one.event for _, one in everybody if one.status == "waiting"} & {
            key
            for key, event in self.model.events.items()
            if event.starts_at and not event.is_cancelled and NIGH < event.starts_at - Time.now < SOON
        }
        return sorted(key for key, one in everybody if one.status == "booked" and one.event in waited_for)

    def _wait(self, until):
        Time.now = until

        def jobs_run():
            jobs.promote_waiting()
            jobs.end_stale_requests()
            jobs.tell_missed_out()
            release_shares()

        def says():
            for model in self.model.events.values():
                if model.draw == "planned" and not model.is_cancelled:
                    model.draw = "drawn"
            self.model.pass_time(Time.now)

        self.both(jobs_run, says)

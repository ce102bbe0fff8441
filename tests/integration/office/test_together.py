"""Those who are booked together get places together, or none."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.access import Role
from tests.factories import a_booking, a_person, an_event, saved, someone
from tests.integration.office.support import (
    a_team,
    booked,
    check,
    fill_up,
    paste,
    statuses,
    the_list,
    waiting,
    waiting_rows,
)
from training.bookings.checks import find_forgotten
from training.bookings.domain import BookingStatus, told_together


class TestTogether:
    def test_too_few_places_and_nobody_is_booked(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event(capacity=2)
        fill_up(event, 1)
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nBob Ray")
        shown = many.follow(check(many, mode="all_or_none")).text
        assert "There are not places for all 2 people" in shown
        assert "Ann" not in statuses(event)

    def test_all_wait_and_are_promoted_together_only(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event(capacity=2)
        taken = a_booking(event)
        other = a_booking(event)
        many.sign_in(manager)
        booked(many, event, "Ann Lee", "Bob Ray", mode="all_wait")
        assert waiting(event) == {"Ann", "Bob"}
        many.sign_in(someone(Role.COORDINATOR))
        many.submit(f"/bookings/{taken.id}/withdraw")
        assert waiting(event) == {"Ann", "Bob"}
        assert {one.skip_reason for one in waiting_rows(event)} == {told_together(1)}
        assert not list(find_forgotten())
        many.submit(f"/bookings/{other.id}/withdraw")
        assert statuses(event)["Ann"] == statuses(event)["Bob"] == "booked"

    def test_a_free_place_goes_to_whoever_comes_after_a_group_that_does_not_fit(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event(capacity=1)
        taken = a_booking(event)
        many.sign_in(manager)
        booked(many, event, "Ann Lee", "Bob Ray", mode="all_wait")
        late = saved(a_person(given_name="Late"))
        a_booking(event, late, BookingStatus.WAITING, joined_at=clock.now() + timedelta(minutes=1))
        many.sign_in(someone(Role.COORDINATOR))
        many.submit(f"/bookings/{taken.id}/withdraw")
        assert statuses(event)["Late"] == "booked"
        assert waiting(event) == {"Ann", "Bob"}

    def test_they_can_be_parted(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event(capacity=1)
        many.sign_in(manager)
        booked(many, event, "Ann Lee", "Bob Ray", mode="all_wait")
        assert waiting(event) == {"Ann", "Bob"}
        many.submit(f"/several/{the_list().id}/result", form="form[action$=part]")
        assert statuses(event) == {"Ann": "booked", "Bob": "waiting"}

    def test_somebody_in_the_way_stops_all_of_them(self, many):
        manager, (ann, _) = a_team("Ann Lee", "Bob Ray")
        event = an_event()
        a_booking(event, ann)
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nBob Ray")
        shown = many.follow(check(many, mode="all_wait")).text
        assert "There is already a booking for this person on this event" in shown
        assert "Somebody booked together with them cannot be booked" in shown
        assert "Bob" not in statuses(event)

"""What a list booked is undone, printed, withdrawn or moved."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from tests.factories import a_booking, an_event, saved
from tests.integration.bookings.support import fine
from tests.integration.office.support import (
    a_team,
    booked,
    bookings_of,
    statuses,
    the_list,
    token_on,
)
from training.catalogue.queries import get_course


class TestAfterwards:
    def test_a_list_is_undone_shortly_after(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event()
        many.sign_in(manager)
        booked(many, event, "Ann Lee", "Bob Ray")
        answer = many.submit(f"/several/{the_list().id}/result", form="form[action$=undo]")
        assert "Undone: 2 bookings ended" in many.follow(answer).text
        assert set(statuses(event).values()) == {"removed"}
        assert event.places_taken == 0

    def test_later_it_is_too_late(self, many):
        manager, _ = a_team("Ann Lee")
        event = an_event()
        many.sign_in(manager)
        url = booked(many, event, "Ann Lee")
        token = token_on(many.get(f"{url}/result").text)
        made = the_list()
        made.booked_at -= timedelta(hours=2)
        saved(made)
        assert "Undo these bookings" not in many.get(f"{url}/result").text
        answer = many.post(f"{url}/undo", data={"csrf_token": token})
        assert "It is too late" in many.follow(answer).text
        assert statuses(event) == {"Ann": "booked"}

    def test_slips_are_printed_for_those_without_an_address(self, many):
        manager, (ann, _) = a_team("Ann Lee", "Bob Ray")
        ann.email = None
        saved(ann)
        event = an_event()
        many.sign_in(manager)
        booked(many, event, "Ann Lee", "Bob Ray")
        made = many.get(f"/several/{the_list().id}/slips.pdf?who=without-email")
        assert made.mimetype == "application/pdf"
        assert made.data.startswith(b"%PDF")

    def test_several_are_withdrawn_at_once(self, many):
        manager, people = a_team("Ann Lee", "Bob Ray", "Cid Fox")
        event = an_event()
        made = [a_booking(event, one) for one in people]
        foreign = a_booking(event)
        many.sign_in(manager)
        url = f"/training/events/{event.id}/my-people"
        many.submit(url, bookings=[str(made[0].id), str(made[2].id)], press="Withdraw the people I ticked")
        assert statuses(event)["Ann"] == statuses(event)["Cid"] == "removed"
        assert statuses(event)["Bob"] == "booked"
        token = token_on(many.get(url).text)
        sent = many.post(f"{url}/withdraw", data={"csrf_token": token, "bookings": [str(foreign.id)]})
        assert sent.status_code == 404

    def test_to_move_shortly_before_the_start_is_no_late_withdrawal(self, many):
        """Which it is where they only withdraw."""
        manager, people = a_team("Ann Lee", "Bob Ray")
        event = an_event(starts_at=clock.now() + timedelta(days=2))
        other = an_event(get_course(event.course_id), starts_at=clock.now() + timedelta(days=30))
        ann, bob = (a_booking(event, one) for one in people)
        many.sign_in(manager)
        url = f"/training/events/{event.id}/my-people"
        data = {"csrf_token": token_on(many.get(url).text), "bookings": [str(ann.id)], "to_event": other.id}
        many.post(f"{url}/move", data=data)
        many.post(f"{url}/withdraw", data=data | {"bookings": [str(bob.id)]})
        assert statuses(event) == {"Ann": "removed", "Bob": "removed"}
        assert [one.is_late_cancel for one in bookings_of(event)] == [False, True]
        fine()

    def test_whoever_gets_no_place_elsewhere_keeps_theirs(self, many):
        manager, people = a_team("Ann Lee", "Bob Ray")
        event = an_event()
        other = an_event(get_course(event.course_id), starts_at=clock.now() + timedelta(days=30), capacity=1)
        made = [a_booking(event, one) for one in people]
        many.sign_in(manager)
        url = f"/training/events/{event.id}/my-people"
        token = token_on(many.get(url).text)
        data = {"csrf_token": token, "bookings": [str(one.id) for one in made], "to_event": other.id}
        shown = many.follow(many.post(f"{url}/move", data=data)).text
        assert "1 person moved" in shown
        assert "Bob Ray stays" in shown
        assert statuses(other) == {"Ann": "booked"}
        assert statuses(event) == {"Ann": "removed", "Bob": "booked"}
        assert (event.places_taken, other.places_taken) == (1, 1)

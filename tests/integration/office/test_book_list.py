"""A list of people is put together, tried out, booked, and undone."""

from __future__ import annotations

from portal.kernel.access import Role
from tests.factories import a_person, a_post, an_agency, an_event, saved, someone
from tests.integration.office.support import (
    a_team,
    book,
    booking_of,
    check,
    count_rows,
    paste,
    rows_of,
    statuses,
    the_list,
    token_on,
)
from tests.support.pages import errors_on


class TestBook:
    def test_people_who_are_ticked_get_places(self, many):
        manager, people = a_team("Ann Lee", "Bob Ray")
        event = an_event()
        many.sign_in(manager)
        many.submit(f"/training/events/{event.id}/several", people=[str(one.id) for one in people])
        shown = many.follow(check(many))
        assert shown.text.count("A place") >= 2
        assert statuses(event) == {}
        answer = many.follow(book(many))
        assert "a place for 2 people" in answer.text
        assert statuses(event) == {"Ann": "booked", "Bob": "booked"}
        assert event.places_taken == 2

    def test_needs_of_each_go_with_the_booking(self, many):
        manager, (ann, _) = a_team("Ann Lee", "Bob Ray")
        event = an_event()
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nBob Ray")
        first = next(row.id for row in rows_of(the_list()) if row.person_id == ann.id)
        check(many, **{f"needs_{first}": "Hearing loop"})
        book(many)
        booking = booking_of(event, ann)
        assert booking.access_needs == "Hearing loop"
        assert all(row.access_needs == "" for row in rows_of(the_list()))

    def test_separately_whoever_gets_no_place_waits(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray", "Cid Fox")
        event = an_event(capacity=2)
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nBob Ray\nCid Fox")
        shown = many.follow(check(many)).text
        assert "Number 1 on the waiting list" in shown
        book(many)
        assert statuses(event) == {"Ann": "booked", "Bob": "booked", "Cid": "waiting"}

    def test_or_is_not_booked(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event(capacity=1)
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nBob Ray")
        check(many, mode="each_place")
        assert "There are no places left on this event" in many.follow(book(many)).text
        assert statuses(event) == {"Ann": "booked"}

    def test_the_same_upload_twice_books_nobody_twice(self, many):
        manager, _ = a_team("Ann Lee", "Bob Ray")
        event = an_event()
        many.sign_in(manager)
        for _ in range(2):
            paste(many, event, "Ann Lee\nBob Ray\nAnn Lee")
            shown = many.follow(check(many)).text
            if "Book these people" in shown:
                book(many)
        assert shown.count("There is already a booking for this person") == 2
        assert statuses(event) == {"Ann": "booked", "Bob": "booked"}
        assert event.places_taken == 2
        assert count_rows() == 4

    def test_a_list_is_booked_once(self, many):
        manager, _ = a_team("Ann Lee")
        event = an_event()
        many.sign_in(manager)
        paste(many, event, "Ann Lee")
        check(many)
        url = f"/several/{the_list().id}/preview"
        page = many.get(url)
        book(many)
        assert page.status_code == 200
        assert many.get(url).location.endswith("/result")
        assert statuses(event) == {"Ann": "booked"}


class TestLines:
    def test_ambiguous_and_unknown_lines_wait_for_a_decision(self, many):
        manager, _ = a_team("Ann Lee", "Ann Lee")
        event = an_event()
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nNobody Here")
        shown = many.get(f"/several/{the_list().id}").text
        assert "2 people may be meant" in shown
        assert "Nobody you can book" in shown
        answer = check(many)
        assert errors_on(answer.text) == ["Say who is meant by 2 lines, or leave them out"]

    def test_each_is_decided_or_left_out(self, many):
        manager, (first, _) = a_team("Ann Lee", "Ann Lee")
        event = an_event()
        many.sign_in(manager)
        paste(many, event, "Ann Lee\nNobody Here")
        ann, nobody = rows_of(the_list())
        many.submit(f"/several/{the_list().id}/lines/{ann.id}", person=first.id)
        many.submit(
            f"/several/{the_list().id}/lines/{nobody.id}",
            press="Leave this line out",
            form="form[action$=leave-out]",
        )
        check(many)
        book(many)
        assert statuses(event) == {"Ann": "booked"}

    def test_an_address_that_is_not_theirs_is_not_taken_for_them(self, many):
        manager, _ = a_team("Ann Lee")
        event = an_event()
        many.sign_in(manager)
        paste(many, event, "Ann Lee <other@x.example>")
        assert "The details differ from ours" in many.get(f"/several/{the_list().id}").text

    def test_people_of_others_are_not_known(self, many):
        manager, _ = a_team("Ann Lee")
        stranger = saved(a_person(given_name="Eve", family_name="Far"))
        saved(a_post(stranger, saved(an_agency())))
        event = an_event()
        many.sign_in(manager)
        paste(many, event, f"Eve Far\n{stranger.email}\n{stranger.reference}")
        assert all(row.person_id is None for row in rows_of(the_list()))
        assert many.get(f"/training/events/{event.id}/several?name=eve").text.count("Eve Far") == 0

    def test_a_stranger_cannot_be_ticked_or_meant(self, many):
        manager, _ = a_team("Ann Lee")
        stranger = saved(a_person())
        event = an_event()
        many.sign_in(manager)
        url = f"/training/events/{event.id}/several"
        assert many.submit(url, answers={}).status_code == 200
        token = token_on(many.get(url).text)
        sent = many.post(url, data={"csrf_token": token, "people": [str(stranger.id)]})
        assert sent.status_code == 404

    def test_a_stranger_is_not_meant(self, many):
        manager, _ = a_team("Ann Lee")
        stranger = saved(a_person())
        event = an_event()
        many.sign_in(manager)
        token = token_on(many.get(f"/training/events/{event.id}/several").text)
        paste(many, event, "Somebody Else")
        row = rows_of(the_list())[0]
        sent = many.post(
            f"/several/{the_list().id}/lines/{row.id}", data={"csrf_token": token, "person": stranger.id}
        )
        assert sent.status_code in {200, 404}
        assert rows_of(the_list())[0].person_id is None

    def test_nobody_sees_anothers_list(self, many):
        manager, _ = a_team("Ann Lee")
        many.sign_in(manager)
        paste(many, an_event(), "Ann Lee")
        many.sign_in(someone(Role.COORDINATOR))
        for page in ("", "/preview", "/result", "/slips.pdf"):
            assert many.get(f"/several/{the_list().id}{page}").status_code == 404

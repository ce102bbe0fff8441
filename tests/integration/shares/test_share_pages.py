"""The pages on which places are kept for agencies: the picture, the form, and what it would mean."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import a_booking, a_course, an_agency, an_event, saved, someone
from tests.integration.trail.test_before_and_after import entries, told
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus
from training.catalogue.models import EventTrainer
from training.shares.models import AgencyShare, CourseShare


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    client.change_budget = 20  # a promotion is in it, with all its guards
    return account


GIVEN = {"sort": "kept", "group": "kind:school", "places": "3", "days_before": "7"}


class TestEvent:
    def test_keep_change_and_remove(self, client, coordinator):
        event = an_event()
        response = client.submit(f"/training/events/{event.id}/shares/add", **GIVEN)
        assert "3 places kept" in client.follow(response).text
        share = db.session.query(AgencyShare).one()
        client.submit(f"/training/shares/{share.id}/edit", places="2")
        assert "2 places kept" in client.get(f"/training/events/{event.id}/shares").text
        assert told("save_share") == [
            ({}, {"sort": "kept", "kind": "school", "places": 3, "days_before": 7}),
            ({"places": 3}, {"places": 2}),
        ]

    def test_remove(self, client, coordinator):
        event = an_event()
        saved(AgencyShare(event_id=event.id, sort="kept", kind="school", places=2, days_before=7))
        client.submit(f"/training/events/{event.id}/shares", form="form[action$=remove]")
        assert db.session.query(AgencyShare).count() == 0
        assert told("remove_share") == [
            ({"sort": "kept", "kind": "school", "places": 2, "days_before": 7}, {})
        ]

    def test_the_same_again_writes_nothing(self, client, coordinator):
        event = an_event()
        until = event.starts_at - timedelta(days=3)
        saved(AgencyShare(event_id=event.id, sort="kept", kind="school", places=2, until=until))
        share = db.session.query(AgencyShare).one()
        client.submit(f"/training/shares/{share.id}/edit")
        assert entries("save_share") == []

    def test_what_somebody_else_saved_meanwhile_is_shown_and_not_overwritten(self, client, coordinator):
        event = an_event()
        share = saved(AgencyShare(event_id=event.id, sort="kept", kind="school", places=2, days_before=7))
        url = f"/training/shares/{share.id}/edit"
        text = client.submit(url, seen="what stood there before", places="3").text
        assert "Saved by somebody else meanwhile" in text
        assert ('value="3"' in text, db.session.get(AgencyShare, share.id).places) == (True, 2)
        client.submit(url, places="3")
        assert db.session.get(AgencyShare, share.id).places == 3

    @pytest.mark.unsound("its bookings are rows made by hand")
    def test_what_it_would_mean_is_shown_and_nothing_saved(self, client, coordinator):
        school, event = saved(an_agency(kind=AgencyKind.SCHOOL)), an_event()
        a_booking(event, agency_id=school.id)
        a_booking(event, status=BookingStatus.WAITING, agency_id=school.id)
        url = f"/training/events/{event.id}/shares/add"
        text = " ".join(client.submit(url, press="See what it means", **GIVEN).text.split())
        assert "1 place is taken by schools now, and 1 person waits" in text
        assert "2 free places would be kept for them. At most 10 places can be kept" in text
        assert "7 places would be free for anybody" in text
        assert db.session.query(AgencyShare).count() == 0

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"group": ""}, ["Select for whom"]),
            ({"group": "each"}, ["Select one agency or a kind of agency to keep places for"]),
            ({"places": "many"}, ["Number of places must be a whole number"]),
            ({"places": "11"}, ["At most 10 places can be kept for schools: the others are taken or kept"]),
            ({"days_before": ""}, ["Enter a day, or a number of days before the event"]),
            ({"days_before": "40"}, ["This must be in the future, and before the event starts"]),
        ],
    )
    @pytest.mark.parametrize("press", ["Save", "See what it means"])
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client, coordinator, more, said, press):
        url = f"/training/events/{an_event().id}/shares/add"
        response = client.submit(url, press=press, **(GIVEN | more))
        assert errors_on(response.text) == said
        assert ('value="kept" checked' in response.text) or "checked" in response.text

    def test_a_picture_with_a_table_says_who_has_the_places(self, client, coordinator):
        school, event = saved(an_agency(kind=AgencyKind.SCHOOL)), an_event()
        a_booking(event, agency_id=school.id)
        client.submit(f"/training/events/{event.id}/shares/add", **GIVEN)
        text = client.get(f"/training/events/{event.id}/shares").text
        assert "Schools: 1 booked, 2 kept. " not in text
        assert "All places: 1 booked, 2 kept, 7 free for anybody. Schools: 1 booked, 2 kept" in text

    def test_fewer_places_than_are_kept_are_refused(self, client, coordinator):
        event = an_event()
        client.submit(f"/training/events/{event.id}/shares/add", **GIVEN)
        response = client.submit(f"/training/events/{event.id}/edit", capacity="2")
        assert errors_on(response.text) == ["3 places are kept for agencies. Keep fewer first"]

    def test_whoever_could_not_have_a_place_reads_it_on_the_event(self, client):
        event = an_event(capacity=2)
        saved(AgencyShare(event_id=event.id, sort="kept", kind="school", places=2, days_before=7))
        client.sign_in(someone(Role.PRACTITIONER))
        # Where places are kept it is also asked who has them; a refusal says anew how things stand.
        client.query_budget, client.change_budget = 12, 21
        url = f"/training/events/{event.id}"
        for page in (url, f"{url}/book"):
            assert "These places are kept for schools until" in client.get(page).text
        response = client.submit(f"{url}/book", join_waiting=False)
        assert "You can join the waiting list" in errors_on(response.text)[0]
        assert 'name="join_waiting"' in response.text


ADDING = "main form:not(.portal-inline-form)"


def a_sitting():
    day = clock.today() + timedelta(days=30)
    parts = {f"sittings-0-day-{part}": getattr(day, part) for part in ("day", "month", "year")}
    return {**parts, "sittings-0-starts": "9:30am", "sittings-0-ends": "4pm"}


class TestCourse:
    def test_new_events_begin_with_it(self, client, coordinator):
        client.change_budget = 32  # as for every event that is added
        course = saved(a_course())
        client.submit(f"/training/courses/{course.id}/shares", form=ADDING, **GIVEN)
        client.submit(
            f"/training/courses/{course.id}/shares", form=ADDING, **GIVEN | {"sort": "most", "group": "each"}
        )
        client.submit(f"/training/courses/{course.id}/events/add", capacity="8", answers=a_sitting())
        rows = db.session.query(AgencyShare).order_by(AgencyShare.id).all()
        assert [(one.sort, one.kind, one.places, one.days_before) for one in rows] == [
            ("kept", "school", 3, 7),
            ("most", None, 3, 7),
        ]
        (entry,) = entries("copy_shares")
        assert len(entry.details["after"]["shares"]) == 2

    def test_more_than_there_are_is_not_copied(self, client, coordinator):
        client.change_budget = 32
        course = saved(a_course())
        saved(CourseShare(course_id=course.id, sort="kept", kind="school", places=3, days_before=7))
        client.submit(f"/training/courses/{course.id}/events/add", capacity="2")
        assert db.session.query(AgencyShare).count() == 0

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"days_before": ""}, "Enter how many days before the event the places are given out"),
            ({"group": "each"}, "Select one agency or a kind of agency to keep places for"),
            ({}, "This is set for them already. Change that instead"),
            (
                {"sort": "most", "group": "each", "days_before": "9"},
                "A limit must hold at least as long as places are kept",
            ),
        ],
    )
    def test_refuses(self, client, coordinator, more, said):
        url = f"/training/courses/{saved(a_course()).id}/shares"
        client.submit(url, form=ADDING, **GIVEN)
        assert errors_on(client.submit(url, form=ADDING, **GIVEN | more).text) == [said]

    def test_remove(self, client, coordinator):
        url = f"/training/courses/{saved(a_course()).id}/shares"
        client.submit(url, form=ADDING, **GIVEN)
        client.submit(url, form="form[action$=remove]")
        assert db.session.query(CourseShare).count() == 0


class TestAttendees:
    def test_the_mix_stands_where_the_coordinator_sees_who_comes(self, client, coordinator):
        school, event = saved(an_agency(kind=AgencyKind.SCHOOL)), an_event()
        a_booking(event, agency_id=school.id)
        text = client.get(f"/training/events/{event.id}/attendees").text
        assert "All places: 1 booked, 9 free for anybody. Schools: 1 booked" in text
        assert 'data-label="Waiting">0</td>' in text
        assert f'href="/training/events/{event.id}/shares"' in text

    def test_not_on_an_event_that_nobody_has_booked(self, client, coordinator):
        assert "<svg" not in client.get(f"/training/events/{an_event().id}/attendees").text.split("<main")[1]

    def test_nor_for_a_trainer_who_could_not_change_it(self, client):
        trainer, event = someone(Role.TRAINER), an_event()
        saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
        a_booking(event)
        client.sign_in(trainer)
        text = client.get(f"/training/events/{event.id}/attendees").text
        assert ("1 of 10 places taken" in text, "Places by agency" in text) == (True, False)

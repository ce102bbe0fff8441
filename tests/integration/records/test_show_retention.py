"""The page and the command that say what is due."""

import json
from datetime import timedelta

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.records import jobs
from portal.records.models import RetentionRun
from tests.factories import a_booking, an_event, saved, someone
from training.bookings.models import Booking


def a_booking_that_is_due():
    event = an_event(starts_at=clock.now() - timedelta(weeks=5))
    return a_booking(event, access_needs="Hearing loop")


def test_the_page_says_what_is_due_and_changes_nothing(client):
    a_booking_that_is_due()
    client.sign_in(someone(Role.ADMINISTRATOR))
    page = client.get("/records/retention").text
    assert "4 weeks after the event ended" in page
    assert "It has not run yet" in page
    assert db.session.query(Booking).filter(Booking.access_needs != "").count() == 1


def test_the_page_says_what_the_last_run_did(client):
    a_booking_that_is_due()
    jobs.delete_what_is_due()
    client.sign_in(someone(Role.ADMINISTRATOR))
    assert "Access needs of bookings are blanked: 1" in client.get("/records/retention").text


def test_the_page_says_when_a_run_was_stopped(client):
    saved(RetentionRun(started_at=clock.now()))
    client.sign_in(someone(Role.ADMINISTRATOR))
    assert "has not finished" in client.get("/records/retention").text


def test_nobody_else_opens_it(client):
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get("/records/retention").status_code == 403


class TestCommand:
    def test_a_dry_run_only_says(self, app):
        a_booking_that_is_due()
        answer = app.test_cli_runner().invoke(args=["records", "retention", "--dry-run", "--json"])
        rules = {one["name"]: one for one in json.loads(answer.stdout)["rules"]}
        assert rules["booking-access-needs"]["due"] == 1
        assert db.session.query(Booking).filter(Booking.access_needs != "").count() == 1
        assert db.session.query(RetentionRun).count() == 0

    def test_in_words(self, app):
        a_booking_that_is_due()
        answer = app.test_cli_runner().invoke(args=["records", "retention", "--dry-run"])
        assert "Access needs of bookings are blanked; 4 weeks after the event ended; 1 due" in answer.stdout

    def test_without_it_the_run_happens(self, app):
        a_booking_that_is_due()
        answer = app.test_cli_runner().invoke(args=["records", "retention"])
        assert answer.exit_code == 0
        assert "Access needs of bookings are blanked; 1 done" in answer.stdout
        assert db.session.query(Booking).filter(Booking.access_needs != "").count() == 0


def test_screens_say_that_something_was_deleted(client):
    booking = a_booking_that_is_due()
    event_id = booking.event_id
    jobs.delete_what_is_due()
    client.sign_in(someone(Role.COORDINATOR))
    assert "Deleted: kept long enough" in client.get(f"/training/events/{event_id}/attendees").text
    assert "Deleted: kept long enough" in client.get(f"/training/events/{event_id}/attendees.csv").text

"""Who is on an event: for those who run training and those who teach it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.text import moment
from tests.factories import a_booking, a_person, an_agency, an_event, saved, someone
from tests.support.client import recorded_statements
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.catalogue.models import EventTrainer


@pytest.fixture
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR))


def names(page) -> list[str]:
    return [words_of(cell) for cell in parse(page.text).select(".portal-scroll tbody th")]


def test_names_agencies_standing_and_needs(client, coordinator):
    event = an_event()
    agency = saved(an_agency(name="City nursing"))
    a_booking(event, saved(a_person(family_name="Ahmed")), agency_id=agency.id, access_needs="Hearing loop")
    page = client.get(f"/training/events/{event.id}/attendees")
    assert names(page) == ["Sam Ahmed"]
    for words in ("City nursing", "Booked", "Hearing loop", "1 of 10 places taken"):
        assert words in page.text


@pytest.mark.unsound("its bookings are rows made by hand")
def test_sorted_as_asked_with_ended_bookings_last(client, coordinator):
    event = an_event()
    for name, status in (("Baker", "waiting"), ("Ahmed", "withdrawn"), ("Cole", "booked")):
        person = saved(a_person(given_name=name, family_name=name))
        a_booking(event, person, BookingStatus(status))
    url = f"/training/events/{event.id}/attendees"
    assert names(client.get(url)) == ["Baker Baker", "Cole Cole", "Ahmed Ahmed"]
    assert names(client.get(f"{url}?sort=-name")) == ["Cole Cole", "Baker Baker", "Ahmed Ahmed"]
    assert names(client.get(f"{url}?sort=nonsense")) == names(client.get(url))


def test_says_until_when_a_place_is_offered(client, coordinator):
    event = an_event()
    until = event.starts_at - timedelta(days=3)
    a_booking(event, status=BookingStatus.OFFERED, offer_until=until)
    page = client.get(f"/training/events/{event.id}/attendees")
    assert f"Offered a place until {moment(until)}" in page.text


def test_the_spreadsheet_has_everybody_and_no_formula(client, coordinator):
    event = an_event()
    a_booking(event, saved(a_person(family_name="=SUM(A1)")), access_needs="+1")
    answer = client.get(f"/training/events/{event.id}/attendees.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:2] == ["Given name", "Family name"]
    assert (rows[1][1], rows[1][5]) == ("'=SUM(A1)", "'+1")
    assert f"{event.code}-attendees.csv" in answer.headers["Content-Disposition"]


def test_a_trainer_sees_only_what_they_teach(client):
    trainer = someone(Role.TRAINER)
    client.sign_in(trainer)
    taught, other = an_event(), an_event()
    saved(EventTrainer(event_id=taught.id, person_id=trainer.person_id))
    assert client.get(f"/training/events/{taught.id}/attendees").status_code == 200
    assert client.get(f"/training/events/{other.id}/attendees").status_code == 403
    assert client.get(f"/training/events/{other.id}/attendees.csv").status_code == 403
    assert "See who is coming" in client.get(f"/training/events/{taught.id}").text
    assert "See who is coming" not in client.get(f"/training/events/{other.id}").text


def test_practitioners_may_not_look_and_missing_events_are_not_found(client):
    event = an_event()
    client.sign_in(someone())
    assert client.get(f"/training/events/{event.id}/attendees").status_code == 403
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get("/training/events/999999/attendees").status_code == 404


@pytest.mark.unsound("its bookings are rows made by hand")
def test_as_many_statements_for_2000_people_as_for_20(client, coordinator):
    event, counts = an_event(capacity=3000), []
    for size in (20, 1980):
        people = [a_person() for _ in range(size)]
        db.session.add_all(people)
        db.session.commit()
        for person in people:
            a_quick_booking(event, person)
        db.session.commit()
        with recorded_statements() as statements:
            client.get(f"/training/events/{event.id}/attendees")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


def a_quick_booking(event, person):
    from portal.kernel import clock
    from training.bookings.models import Booking

    made = {"joined_at": clock.now(), "calendar_uid": f"many-{person.id}", "status": BookingStatus.BOOKED}
    db.session.add(Booking(event_id=event.id, person_id=person.id, **made))


@pytest.mark.unsound("its bookings are rows made by hand")
def test_the_home_page_shows_queues_to_those_who_run_training(client, coordinator):
    event = an_event(capacity=1)
    a_booking(event, status=BookingStatus.WAITING)
    assert f"{event.course_id and '1 waiting for a place'}" in client.get("/").text
    client.sign_in(someone())
    assert "waiting for a place" not in client.get("/").text

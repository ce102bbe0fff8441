"""A sitting may have a place of its own; what says nothing is held in its event's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.queries import get_person
from tests.factories import a_booking, a_course, a_venue, an_event, saved, someone
from tests.integration.catalogue.test_edit_event import add, edit, sitting, the_event
from tests.support.pages import errors_on
from training.bookings.letters import facts_about
from training.catalogue.models import Sitting
from training.catalogue.queries import count_events_at, get_event, list_days, list_sittings

DAY = date(2026, 4, 1)
DAYS = sitting(0, DAY) | sitting(1, DAY + timedelta(days=1))
LINK = "https://meet.example/two"


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.COORDINATOR))
    client.change_budget = 40


@pytest.fixture
def hall():
    return saved(a_venue(name="Mill Hall", address="1 Mill Lane, York"))


@pytest.fixture
def barn():
    return saved(a_venue(name="Tithe Barn", address="2 Barn Road, York"))


@pytest.fixture
def in_two(hall):
    """In the hall, and online on the second day."""
    event = an_event(sittings=2, venue_id=hall.id)
    second = db.session.query(Sitting).filter_by(event_id=event.id).order_by(Sitting.starts_at).all()[1]
    second.online_link, event.has_own_places = LINK, True
    db.session.flush()
    return event


def test_a_sitting_is_held_in_its_own_place_and_else_in_the_events(in_two):
    places = [(day.place.venue, day.place.online_link) for day in list_days(in_two.id)]
    assert places == [("Mill Hall", ""), ("", LINK)]


def test_what_is_saved_and_what_is_read_agree(in_two, hall, barn):
    for own in ((None, ""), (barn.id, ""), (None, LINK), (barn.id, LINK)):
        row = db.session.query(Sitting).filter_by(event_id=in_two.id).first()
        row.venue_id, row.online_link = own
        db.session.flush()
        names = {None: "", hall.id: "Mill Hall", barn.id: "Tithe Barn"}
        venue_id, link = list_sittings(in_two.id)[0].where(hall.id, "")
        place = list_days(in_two.id)[0].place
        assert (place.venue, place.online_link) == (names[venue_id], link)


def test_the_form_keeps_each_place(client, lead, hall, barn):
    course = saved(a_course())
    add(client, course, DAYS | {"sittings-1-venue": barn.id}, capacity="5", venue=hall.id)
    event = the_event(course)
    edit(client, event)
    assert ([one.venue_id for one in list_sittings(event.id)], event.has_own_places) == (
        [None, barn.id],
        True,
    )
    page = client.get(f"/training/events/{event.id}").text
    assert "1 Mill Lane" in page
    assert "2 Barn Road" in page


def test_an_event_knows_when_all_are_back_in_its_place(client, lead, hall, barn):
    course = saved(a_course())
    add(client, course, DAYS | {"sittings-1-venue": barn.id}, capacity="5", venue=hall.id)
    edit(client, the_event(course), {"sittings-1-venue": ""})
    assert not the_event(course).has_own_places


def test_a_place_without_a_day_is_asked_about_and_not_lost(client, lead, barn):
    answer = add(client, saved(a_course()), DAYS | {"sittings-2-venue": barn.id}, capacity="5")
    assert "Enter the date" in errors_on(answer.text)
    assert f'<option value="{barn.id}" selected' in answer.text


def test_a_sittings_own_venue_that_is_taken_is_refused(client, lead, hall, barn):
    """The same hall on a day on which this event is not in it is no clash."""
    second = list_sittings(an_event(sittings=1, venue_id=barn.id).id)[0]
    other = DAYS | {"sittings-1-venue": barn.id}
    clash = sitting(1, second.starts_at.date()) | {"sittings-1-venue": barn.id}
    first = sitting(0, second.starts_at.date() - timedelta(days=1))
    answer = add(client, saved(a_course()), first | clash, capacity="5", venue=hall.id)
    assert errors_on(answer.text)[0].startswith("Tithe Barn is taken by ")
    course = saved(a_course())
    add(client, course, other, capacity="5", venue=hall.id)
    assert the_event(course).venue_id == hall.id


def test_an_events_venue_is_free_on_the_day_it_is_held_elsewhere(client, lead, in_two, hall):
    day = list_sittings(in_two.id)[1].starts_at.date()
    course = saved(a_course())
    add(client, course, sitting(0, day), capacity="5", venue=hall.id)
    assert the_event(course).venue_id == hall.id


def test_a_sittings_own_room_may_be_too_small(client, lead, hall):
    small = saved(a_venue(name="Snug", capacity=4))
    given = DAYS | {"sittings-1-venue": small.id}
    answer = add(client, saved(a_course()), given, capacity="5", venue=hall.id)
    assert errors_on(answer.text) == ["Snug holds 4 people, fewer than the 5 places"]


def test_a_venue_of_one_sitting_is_in_use(in_two, barn):
    db.session.query(Sitting).filter_by(event_id=in_two.id).first().venue_id = barn.id
    db.session.flush()
    assert count_events_at(barn.id) == 1


def test_a_letter_names_each_day_with_its_place(in_two):
    facts = facts_about(get_event(in_two.id))
    first, second = str(facts["times"]).strip().splitlines()
    assert first.endswith(": Mill Hall, 1 Mill Lane, York")
    assert second.endswith(": Online")
    assert (facts["where"], facts["link"]) == ("", LINK)


def test_whoever_has_no_place_is_shown_no_link(client, in_two):
    page = client.get(f"/training/events/{in_two.id}").text
    assert "Mill Hall" in page
    assert LINK not in page


def test_lists_say_that_it_is_not_one_place(client, in_two):
    person = someone()
    booking = a_booking(in_two, get_person(person.person_id))
    client.sign_in(person)
    for page in ("/my-training", f"/bookings/{booking.id}/withdraw", f"/training/courses/{in_two.course_id}"):
        said = client.get(page).text
        assert ("Different places on different days" in said, "Mill Hall" in said) == (True, False), page

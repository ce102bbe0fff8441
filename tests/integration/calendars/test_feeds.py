"""One's own calendar feed: by a secret address that can be changed, and with nobody's name in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import vobject

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.queries import get_person
from tests.factories import a_booking, a_person, an_event, saved, someone
from training.bookings.domain import BookingStatus
from training.calendars.models import CalendarFeed
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer


@pytest.fixture
def learner(client):
    account = someone()
    client.sign_in(account)
    return account


def make(client, kind="learner"):
    """Make a feed, or give it a new address, and read the address off the next page."""
    form = f"form[action$='/my-calendar/{kind}']"
    page = client.follow(client.submit("/my-calendar", form=form)).text
    return re.search(r"/calendars/[\w-]+\.ics", page).group()


def post(client, path):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/my-calendar").text).group(1)
    return client.post(path, data={"csrf_token": token})


def read(client, url):
    client.sign_out()
    response = client.get(url)
    assert response.mimetype == "text/calendar"
    return vobject.readOne(response.text)


def titles(feed):
    return [one.summary.value for one in getattr(feed, "vevent_list", [])]


@pytest.mark.unsound("its bookings are rows made by hand")
def test_shows_what_one_is_booked_on_and_nothing_else(client, learner):
    person = get_person(learner.person_id)
    mine = an_event(sittings=2)
    a_booking(mine, person)
    a_booking(an_event(), person, status=BookingStatus.WAITING)
    a_booking(an_event(), saved(a_person()))
    found = read(client, make(client))
    assert len(found.vevent_list) == 2
    assert {one.url.value.rpartition("/")[2] for one in found.vevent_list} == {str(mine.id)}


def test_names_nobody(client, learner):
    event = an_event()
    a_booking(event, get_person(learner.person_id))
    a_booking(event, saved(a_person(family_name="Vizsla")))
    url = make(client)
    client.sign_out()
    assert not re.search("Vizsla|Tester|ATTENDEE|ORGANIZER", client.get(url).text)


def test_the_address_is_shown_once_and_kept_as_a_fingerprint(client, learner):
    url = make(client)
    secret = url.rpartition("/")[2].removesuffix(".ics")
    assert secret not in client.get("/my-calendar").text
    assert secret not in db.session.query(CalendarFeed).one().secret_hash


def test_a_new_address_stops_the_old_one(client, learner):
    old = make(client)
    new = make(client)
    client.sign_out()
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert db.session.query(CalendarFeed).count() == 1


def test_it_can_be_stopped(client, learner):
    url = make(client)
    post(client, "/my-calendar/learner/end")
    assert client.get(url).status_code == 404


def test_a_guessed_address_finds_nothing(client):
    assert client.get("/calendars/guess.ics").status_code == 404


def test_what_is_long_over_is_not_in_it(client, learner):
    old = an_event(starts_at=clock.now() - timedelta(weeks=20))
    a_booking(old, get_person(learner.person_id), status=BookingStatus.ATTENDED)
    assert titles(read(client, make(client))) == []


def test_whoever_teaches_has_a_feed_of_what_they_teach(client):
    account = someone(Role.TRAINER)
    client.sign_in(account)
    event = an_event()
    saved(EventTrainer(event_id=event.id, person_id=account.person_id))
    a_booking(event, saved(a_person(family_name="Vizsla")))
    assert len(titles(read(client, make(client, "trainer")))) == 1


@pytest.mark.parametrize("what", ["trainer", "nobody"])
def test_nobody_else_makes_one(client, learner, what):
    assert post(client, f"/my-calendar/{what}").status_code == 404


def test_an_entry_has_the_same_uid_as_the_invitation(client, learner):
    from tests.integration.bookings.support import book
    from tests.integration.calendars.support import entries, sent

    book(an_event(), get_person(learner.person_id))
    ((_, uid, _, _),) = entries(sent())
    assert read(client, make(client)).vevent.uid.value == uid


def taught_by(account, **given):
    event = an_event(**given)
    saved(EventTrainer(event_id=event.id, person_id=account.person_id))
    return event


def test_who_teaches_sees_what_comes_next_and_nothing_of_others(client):
    account = someone(Role.TRAINER)
    later = taught_by(account, starts_at=clock.now() + timedelta(days=9))
    now = taught_by(account, starts_at=clock.now() - timedelta(hours=1))
    over = taught_by(account, starts_at=clock.now() - timedelta(days=1))
    off = taught_by(account, state=EventState.CANCELLED)
    client.sign_in(account)
    page = client.get("/my-calendar").text
    codes = re.findall(r"TEST-\d+", page)
    assert codes == [now.code, later.code]
    assert not {over.code, off.code, an_event().code} & set(codes)


def test_nothing_to_teach_is_said_to_trainers_alone(client, learner):
    assert "to teach" not in client.get("/my-calendar").text
    client.sign_in(someone(Role.TRAINER))
    assert "You have no events to teach" in client.get("/my-calendar").text

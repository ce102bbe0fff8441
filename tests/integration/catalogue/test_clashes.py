"""A venue and a trainer are in one place at a time, unless somebody says that it is to be so anyway."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_course, a_venue, an_event, saved, someone
from tests.integration.catalogue.test_edit_event import add, edit, sitting, the_event
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer, TrainingEvent

DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def lead(client):
    client.sign_in(someone(Role.COORDINATOR))
    client.change_budget = 26


@pytest.fixture
def hall():
    return saved(a_venue(name="Mill Hall"))


@pytest.fixture
def trainer():
    return someone(Role.TRAINER, given_name="Ann", family_name="Oak")


def at(hour, day=DAY):
    return clock.at_london(day, time(hour))


def taught_by(trainer, **given):
    event = an_event(**given)
    saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    return event


def test_a_venue_that_is_taken_is_refused_and_says_by_what(client, hall):
    other = an_event(saved(a_course(title="Neglect")), starts_at=at(10), venue_id=hall.id)
    answer = add(client, saved(a_course()), sitting(0, DAY), capacity="5", venue=hall.id)
    assert errors_on(answer.text) == [
        f"Mill Hall is taken by {other.code}, “Neglect”, Wednesday 1 April 2026, 10am to 1pm"
    ]
    assert "Save it anyway" in answer.text


def test_so_is_a_trainer_also_of_a_draft(client, trainer):
    taught_by(trainer, starts_at=at(10), state=EventState.PLANNED)
    answer = add(client, saved(a_course()), sitting(0, DAY), capacity="5", trainers=[trainer.person_id])
    assert errors_on(answer.text)[0].startswith("Ann Oak is taken by ")


def test_in_the_other_direction_too(client, hall, trainer):
    """Moving the event that was there first onto the other one is the same clash."""
    first = taught_by(trainer, starts_at=at(10, date(2026, 4, 2)), venue_id=hall.id)
    taught_by(trainer, starts_at=at(10), venue_id=hall.id)
    answer = edit(client, first, sitting(0, DAY))
    said = errors_on(answer.text)[0]
    assert "Mill Hall is taken by" in said
    assert "Ann Oak is taken by" in said


@pytest.mark.parametrize(
    ("hour", "given"),
    [(16, {}), (6, {}), (10, {"state": EventState.CANCELLED}), (10, {"sittings": 0})],
)
def test_before_after_cancelled_and_undated_are_no_clash(client, hall, hour, given):
    an_event(**{"starts_at": at(hour), "venue_id": hall.id, **given})
    course = saved(a_course())
    add(client, course, sitting(0, DAY, "9am", "4pm"), capacity="5", venue=hall.id)
    assert the_event(course).venue_id == hall.id


def test_any_of_several_sittings_counts(client, hall):
    an_event(starts_at=at(10), venue_id=hall.id, sittings=3)
    later = sitting(0, DAY + timedelta(days=2))
    answer = add(client, saved(a_course()), later, capacity="5", venue=hall.id)
    assert "Friday 3 April 2026" in errors_on(answer.text)[0]


def anyway(client, answer, url):
    """Send the form that was refused once more, with the tick."""
    filled = fill(find_form(answer.text, url, "main form[method=post]"), url, {"despite_clash": True}, None)
    return client.post(url, data=MultiDict(filled.pairs))


def test_anyway_saves_it_and_the_log_says_what_was_known(client, hall):
    an_event(starts_at=at(10), venue_id=hall.id)
    course = saved(a_course())
    answer = add(client, course, sitting(0, DAY), capacity="5", venue=hall.id)
    anyway(client, answer, f"/training/courses/{course.id}/events/add")
    event = the_event(course)
    entry = db.session.scalars(select(Activity).where(Activity.verb == "add_event")).one()
    assert "Mill Hall is taken by" in entry.details["despite"][0]
    edit(client, event, is_open=False)
    assert the_event(course).state is EventState.PLANNED


def test_more_places_than_the_room_holds_are_asked_about(client):
    small = saved(a_venue(capacity=4))
    answer = add(client, saved(a_course()), sitting(0, DAY), capacity="5", venue=small.id)
    assert errors_on(answer.text) == [f"{small.name} holds 4 people, fewer than the 5 places"]


def test_a_copy_has_everything_but_dates(client, hall, trainer):
    event = taught_by(trainer, venue_id=hall.id, capacity=7, booking_opens_at=at(9, date(2026, 3, 4)))
    url = f"/training/courses/{event.course_id}/events/add?copy={event.id}"
    client.submit(url)
    copy = db.session.scalars(select(TrainingEvent).order_by(TrainingEvent.id.desc())).first()
    assert (copy.venue_id, copy.capacity, copy.starts_at, copy.booking_opens_at) == (hall.id, 7, None, None)
    assert copy.id != event.id


def test_a_copy_is_of_the_same_course(client):
    event, other = an_event(), saved(a_course())
    assert client.get(f"/training/courses/{other.id}/events/add?copy={event.id}").status_code == 404
    assert client.get(f"/training/courses/{other.id}/events/add?copy=999").status_code == 404

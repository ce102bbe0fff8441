"""A series of dates: the same event again and again, by London's clocks."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_venue, an_event, saved, someone
from tests.support.pages import errors_on
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer, TrainingEvent
from training.catalogue.queries import get_taught, list_sittings


@pytest.fixture(autouse=True)
def lead(client):
    client.sign_in(someone(Role.TRAINING_LEAD))
    # Each date of a series is an event of its own, with all that is compared and told for it.
    client.change_budget = 150


def at(day, hour=9):
    return clock.at_london(day, time(hour, 30))


def repeat(client, event, **answers):
    return client.submit(f"/training/events/{event.id}/repeat", **{"weeks_apart": 1, "times": "2", **answers})


def others(event):
    """The events of its course that were added, as London's clocks show their starts."""
    rows = select(TrainingEvent).where(
        TrainingEvent.course_id == event.course_id, TrainingEvent.id != event.id
    )
    return db.session.scalars(rows.order_by(TrainingEvent.starts_at)).all()


def starts(event):
    return [clock.in_london(one.starts_at).strftime("%d %b %H:%M") for one in others(event)]


def test_the_clock_stays_the_same_on_both_sides_of_a_change(client):
    event = an_event(starts_at=at(date(2026, 3, 25)))
    repeat(client, event)
    assert starts(event) == ["01 Apr 09:30", "08 Apr 09:30"]
    autumn = an_event(starts_at=at(date(2026, 10, 21)))
    repeat(client, autumn)
    assert starts(autumn) == ["28 Oct 09:30", "04 Nov 09:30"]


def test_everything_else_is_the_same_and_times_of_booking_move_along(client):
    trainer, venue = someone(Role.TRAINER), saved(a_venue())
    closes = clock.at_london(date(2026, 3, 21), time())
    first = at(date(2026, 3, 25))
    event = an_event(starts_at=first, sittings=2, venue_id=venue.id, capacity=7, booking_closes_at=closes)
    saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    repeat(client, event, times="1", is_open=False)
    (added,) = others(event)
    assert (added.venue_id, added.capacity, added.state) == (venue.id, 7, EventState.PLANNED)
    assert len(list_sittings(added.id)) == 2
    assert get_taught(added.id).trainer_ids == {trainer.person_id}
    assert clock.in_london(added.booking_closes_at).isoformat() == "2026-03-28T00:00:00+00:00"


def test_bank_holidays_are_left_out_and_said(client):
    """Easter Monday is 6 April 2026."""
    event = an_event(starts_at=at(date(2026, 3, 30)))
    answer = client.follow(repeat(client, event))
    assert starts(event) == ["13 Apr 09:30"]
    assert "1 event is added. Left out, because they are no working days: 6 April 2026" in answer.text


def test_when_none_is_left_it_says_so(client):
    event = an_event(starts_at=at(date(2026, 3, 30)))
    answer = repeat(client, event, times="1")
    assert errors_on(answer.text) == ["Every one of these dates is at a weekend or on a bank holiday"]


def test_an_event_at_a_weekend_is_repeated_at_weekends(client):
    event = an_event(starts_at=at(date(2026, 3, 28)))
    repeat(client, event, weeks_apart=4)
    assert starts(event) == ["25 Apr 09:30", "23 May 09:30"]


def test_clashes_of_all_dates_are_said_at_once_and_nothing_is_added(client):
    venue = saved(a_venue(name="Mill Hall"))
    event = an_event(starts_at=at(date(2026, 3, 25)), venue_id=venue.id)
    for day in (date(2026, 4, 1), date(2026, 4, 8)):
        an_event(starts_at=at(day, 10), venue_id=venue.id)
    answer = repeat(client, event)
    (said,) = errors_on(answer.text)
    assert "Wednesday 1 April 2026" in said
    assert "Wednesday 8 April 2026" in said
    assert others(event) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"weeks_apart": False}, "Select how often"),
        ({"times": "0"}, "Number of times must be 1 or more"),
        ({"times": "27"}, "Number of times must be 26 or fewer"),
    ],
)
def test_what_makes_no_sense_is_refused(client, answers, words):
    event = an_event()
    assert errors_on(repeat(client, event, **answers).text) == [words]


@pytest.mark.parametrize("given", [{"sittings": 0}, {"state": EventState.CANCELLED}])
def test_only_what_has_a_date_and_is_on_can_be_repeated(client, given):
    answer = repeat(client, an_event(**given))
    assert errors_on(answer.text) == ["Only an event that has a date and was not cancelled can be repeated"]

"""The calendar of a course, read by a library that did not write it."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

import pytest
import vobject

from portal.kernel import clock
from tests.factories import a_course, a_venue, an_event, saved
from training.catalogue.domain import EventState
from training.catalogue.models import Sitting


def read(client, course_id):
    """What another library makes of it, which knows the zone from nothing but the file."""
    response = client.get(f"/training/courses/{course_id}/dates.ics")
    assert response.mimetype == "text/calendar"
    return vobject.readOne(response.text.replace("Europe/London", "Of this file"))


def entries(calendar):
    return getattr(calendar, "vevent_list", [])


@pytest.mark.parametrize(
    "day", [date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26)]
)
def test_the_clock_is_londons_on_both_sides_of_each_change(client, day):
    event = an_event(starts_at=clock.at_london(day, time(9, 30)))
    (entry,) = entries(read(client, event.course_id))
    start = entry.dtstart.value
    assert (start.date(), start.time()) == (day, time(9, 30))
    assert start.astimezone(UTC) == event.starts_at


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_an_event_in_the_night_of_a_change_keeps_its_length(client, day):
    """From half past midnight to half past three: two hours in March, four in October."""
    begins, ends = (clock.at_london(day, time(hour, 30)) for hour in (0, 3))
    event = an_event(sittings=0)
    event.starts_at, event.ends_at = begins, ends
    saved(Sitting(event_id=event.id, starts_at=begins, ends_at=ends))
    (entry,) = entries(read(client, event.course_id))
    assert entry.dtend.value.astimezone(UTC) - entry.dtstart.value.astimezone(UTC) == ends - begins


def test_each_sitting_has_an_entry_that_stays_the_same_one(client):
    course = saved(a_course(title="Neglect"))
    event = an_event(course, sittings=2, venue_id=saved(a_venue(name="Mill Hall")).id, sequence=3)
    first, second = entries(read(client, course.id))
    assert (first.summary.value, second.summary.value) == ("Neglect (1 of 2)", "Neglect (2 of 2)")
    assert first.uid.value.startswith(f"{event.code}-1@")
    assert (first.sequence.value, first.location.value) == ("3", "Mill Hall, 1 High Street, York")
    assert first.url.value.endswith(f"/training/events/{event.id}")


def test_what_is_called_off_is_crossed_out_and_drafts_and_the_past_are_not_there(client):
    course = saved(a_course())
    an_event(course, state=EventState.CANCELLED)
    an_event(course, state=EventState.PLANNED)
    an_event(course, starts_at=clock.now() - timedelta(days=3))
    an_event(course, sittings=0)
    (entry,) = entries(read(client, course.id))
    assert entry.status.value == "CANCELLED"


def test_the_link_of_an_online_event_is_not_given_away(client):
    event = an_event(online_link="https://meet.example/abc")
    text = client.get(f"/training/courses/{event.course_id}/dates.ics").text
    assert "meet.example" not in text
    assert "LOCATION:Online" in text


def test_a_course_that_is_not_listed_has_no_calendar(client):
    course = saved(a_course(is_listed=False))
    assert client.get(f"/training/courses/{course.id}/dates.ics").status_code == 404
    assert client.get("/training/courses/999999/dates.ics").status_code == 404


def test_a_course_without_dates_has_an_empty_calendar_that_can_be_read(client):
    assert entries(read(client, saved(a_course()).id)) == []

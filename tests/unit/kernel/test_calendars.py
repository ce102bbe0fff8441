"""Calendar files, read by another library than the one that writes them."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import vobject

from portal.kernel.calendars import Entry, Mailbox, Method, feed, part

OFFICE = Mailbox("training@council.example", "The training team")
ANN = Mailbox("ann@school.example", "Ann Lee")
WINTER = datetime(2026, 1, 1, tzinfo=UTC)


def an_entry(**facts):
    facts = {"starts_at": datetime(2026, 6, 1, 8, 30, tzinfo=UTC)} | facts
    facts = {"ends_at": facts["starts_at"] + timedelta(hours=6)} | facts
    return Entry(**{"uid": "one@portal.example", "title": "Early help", "stamped_at": WINTER} | facts)


def read(written):
    """What another library makes of a file. Only our own block can explain the zone: no other is so named."""
    return vobject.readOne(written.decode().replace("Europe/London", "Of this file"))


# 9:30 on London's clocks, on both sides of each change of 2026.
@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 28, 9, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 8, 30, tzinfo=UTC),
        datetime(2026, 10, 24, 8, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 9, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 9, 30, tzinfo=UTC),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.PUBLISH])
def test_keeps_what_the_clock_shows(instant, method):
    entry = an_entry(starts_at=instant)
    written = (
        feed("A course", [entry])
        if method is Method.PUBLISH
        else part(method, entry, organiser=OFFICE, attendee=ANN)
    )
    start = read(written).vevent.dtstart.value
    assert (start.hour, start.minute) == (9, 30)
    assert start.astimezone(UTC) == instant


# The second before and the first of each change: a rule that says 2am in March fails here.
@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "00:59 GMT"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "02:00 BST"),
        (datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC), "01:59 BST"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "01:00 GMT"),
        (datetime(2000, 3, 26, 1, 0, tzinfo=UTC), "02:00 BST"),
        (datetime(2045, 10, 29, 1, 0, tzinfo=UTC), "01:00 GMT"),
    ],
    ids=str,
)
def test_changes_the_clock_at_the_right_hour(instant, shown):
    zone = read(feed("A course", [an_entry()])).vevent.dtstart.value.tzinfo
    assert f"{instant.astimezone(zone):%H:%M %Z}" == shown


def test_an_event_over_the_change_of_clocks_ends_when_it_ends():
    entry = an_entry(
        starts_at=datetime(2026, 3, 28, 12, tzinfo=UTC), ends_at=datetime(2026, 3, 29, 12, tzinfo=UTC)
    )
    found = read(feed("A course", [entry])).vevent
    assert found.dtend.value.astimezone(UTC) - found.dtstart.value.astimezone(UTC) == timedelta(hours=24)
    assert found.dtend.value.hour == 13


def test_a_request_says_who_asks_whom():
    found = read(part(Method.REQUEST, an_entry(sequence=2), organiser=OFFICE, attendee=ANN))
    event = found.vevent
    assert found.method.value == "REQUEST"
    assert event.uid.value == "one@portal.example"
    assert event.sequence.value == "2"
    assert event.organizer.value == "mailto:training@council.example"
    assert event.attendee.value == "mailto:ann@school.example"
    assert event.attendee.params["PARTSTAT"] == ["ACCEPTED"]
    assert event.status.value == "CONFIRMED"


def test_a_cancellation_is_one():
    found = read(part(Method.CANCEL, an_entry(sequence=3), organiser=OFFICE, attendee=ANN))
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert found.vevent.sequence.value == "3"


def test_a_feed_is_in_order_of_time_and_names_nobody():
    late, early = an_entry(uid="b@x.example"), an_entry(uid="a@x.example", starts_at=WINTER)
    found = read(feed("Early help", [late, early]))
    assert [one.uid.value for one in found.vevent_list] == ["a@x.example", "b@x.example"]
    assert found.x_wr_calname.value == "Early help"
    assert not re.search(rb"ATTENDEE|ORGANIZER", feed("Early help", [late, early]))


def test_an_empty_feed_is_a_calendar():
    assert not hasattr(read(feed("Nothing planned", [])), "vevent")


def test_what_people_type_comes_through_whole():
    typed = "Tea; cake, \\ and “signs”\nsecond line: " + "é" * 90
    found = read(feed(typed, [an_entry(title=typed, place=typed, text=typed, url="https://x.example/1")]))
    assert found.vevent.summary.value == typed
    assert found.vevent.location.value == typed
    assert found.vevent.url.value == "https://x.example/1"


def test_no_line_is_added_by_what_people_type():
    sly = "Tea\r\nATTENDEE:mailto:eve@x.example\x0b\x00"
    named = Mailbox("ann@school.example", 'Ann "\r\nATTENDEE:mailto:eve@x.example')
    written = part(Method.REQUEST, an_entry(title=sly, place=sly), organiser=OFFICE, attendee=named)
    assert len(re.findall(rb"(?m)^ATTENDEE", written)) == 1
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", written)


def test_the_same_entry_gives_the_same_bytes():
    assert feed("A course", [an_entry()]) == feed("A course", [an_entry()])


def test_a_process_that_makes_no_file_does_not_import_the_library():
    code = "import sys, portal.kernel.calendars; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

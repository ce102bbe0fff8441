"""Another place is told to whoever has one in the diary: once, and only of the day that it is about."""

from __future__ import annotations

from portal.kernel import clock
from tests.factories import a_venue, an_event, saved
from tests.integration.bookings.support import book
from tests.integration.calendars.support import entries, sent
from tests.integration.calendars.test_invitations import TEN_MINUTES, change, messages
from training.catalogue import queries


def test_one_day_in_another_place_is_told_once_and_only_it_changes(at):
    event = an_event(sittings=2, venue_id=saved(a_venue(name="Mill Hall", address="York")).id)
    book(event)
    _, second = entries(sent())
    days = queries.list_sittings(event.id)
    days[1] = days[1]._replace(online_link="https://meet.example/two")
    change(event, sittings=tuple(days))
    change(event, sittings=tuple(days))
    at(clock.now() + TEN_MINUTES)
    (message,) = sent()
    ((method, uid, sequence, _),) = entries([message])
    assert (message.kind, method, uid, sequence) == ("moved", "REQUEST", second[1], 1)
    assert "LOCATION:https://meet.example/two" in message.calendar[0]["text"]


def test_another_link_is_told_to_those_who_also_know_a_room(at):
    event = an_event(venue_id=saved(a_venue()).id, online_link="https://meet.example/old")
    book(event)
    sent()
    change(event, online_link="https://meet.example/new")
    at(clock.now() + TEN_MINUTES)
    (message,) = sent()
    assert "https://meet.example/new" in message.body


def test_a_place_said_once_more_is_no_news():
    event = an_event(sittings=2, venue_id=saved(a_venue()).id)
    book(event)
    sent()
    days = [one._replace(venue_id=event.venue_id) for one in queries.list_sittings(event.id)]
    change(event, sittings=tuple(days))
    assert (event.sequence, messages("moved")) == (0, [])

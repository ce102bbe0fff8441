"""The page of one event, as a stranger sees it."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.factories import a_course, a_venue, an_event, saved
from training.catalogue.domain import EventState


def test_it_says_when_where_and_how_many_places(client):
    venue = saved(a_venue(name="Tang Hall", access_notes="Hearing loop"))
    event = an_event(
        saved(a_course(outcomes="Hear the child")), sittings=2, venue_id=venue.id, places_taken=4
    )
    page = client.get(f"/training/events/{event.id}").text
    assert "Tuesday 17 March 2026, 10am to 1pm" in page
    assert "Wednesday 18 March 2026, 10am to 1pm" in page
    for words in ("Tang Hall", "Hearing loop", "6 places left", "(10 places in all)", "Hear the child"):
        assert words in page


def test_times_are_those_of_londons_clocks_in_summer_too(client):
    event = an_event(starts_at=datetime(2026, 3, 31, 9, 0, tzinfo=UTC))
    assert "Tuesday 31 March 2026, 10am to 1pm" in client.get(f"/training/events/{event.id}").text


def test_a_cancelled_event_says_why(client):
    event = an_event(state=EventState.CANCELLED, cancelled_reason="Snow")
    assert "This event has been cancelled. Snow" in client.get(f"/training/events/{event.id}").text


def test_the_link_to_an_online_event_is_kept_for_those_who_come(client):
    event = an_event(online_link="https://meet.example/abc")
    page = client.get(f"/training/events/{event.id}").text
    assert "Online" in page
    assert "meet.example" not in page


def test_a_missing_event_and_a_draft_are_not_found(client):
    assert client.get("/training/events/999999").status_code == 404
    assert client.get(f"/training/events/{an_event(state=EventState.PLANNED).id}").status_code == 404

"""The page of one course."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from tests.factories import a_course, a_venue, an_event, saved
from tests.support.pages import heading_on
from training.catalogue.domain import EventState


def test_it_says_what_is_taught_to_whom_and_when(client):
    taught = {"outcomes": "Hear the child\nPlan together", "principles": ["GH1"], "minutes": 90}
    course = saved(a_course(audience="Everybody in schools", **taught))
    an_event(course, venue_id=saved(a_venue(name="Tang Hall")).id)
    page = client.get(f"/training/courses/{course.id}")
    assert heading_on(page.text) == course.title
    for words in ("Everybody in schools", "<li>Plan together</li>", "Power sharing", "1 hour 30 minutes"):
        assert words in page.text
    assert "at Tang Hall" in page.text
    assert "Tuesday 17 March 2026, 10am" in page.text


def test_only_dates_that_can_still_come_are_listed(client):
    course = saved(a_course())
    past = an_event(course, starts_at=clock.now() - timedelta(days=1))
    planned = an_event(course, state=EventState.PLANNED)
    undated = an_event(course, sittings=0)
    page = client.get(f"/training/courses/{course.id}").text
    assert f"/training/events/{undated.id}" in page
    assert f"/training/events/{past.id}" not in page
    assert f"/training/events/{planned.id}" not in page


def test_a_missing_course_and_one_off_the_list_are_not_found(client):
    assert client.get("/training/courses/999999").status_code == 404
    assert client.get(f"/training/courses/{saved(a_course(is_listed=False)).id}").status_code == 404

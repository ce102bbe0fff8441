"""The page of a course leads whoever lacks what it needs to the dates on which they can have it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import a_course, an_event, saved, someone
from tests.integration.certificates.cast import a_holder
from tests.support.pages import parse, words_of
from training.catalogue.domain import EventState
from training.catalogue.models import Course, CoursePrerequisite

ROW = ".govuk-summary-list__row:-soup-contains('What you need first') li"
SOON = timedelta(days=5)


@pytest.fixture
def first():
    return saved(a_course(title="Early Help Awareness"))


@pytest.fixture
def course(first):
    course = saved(a_course(title="Lead practitioner"))
    saved(CoursePrerequisite(course_id=course.id, needed_id=first.id))
    return course


def ways(client, course) -> list[tuple[str, str]]:
    """The words and the address of each link after the title of what is needed."""
    row = parse(client.get(f"/training/courses/{course.id}").text).select_one(ROW)
    return [(words_of(one), one["href"]) for one in row.select("a")][1:]


def test_the_next_dates_with_their_places(client, first, course):
    client.sign_in(someone())
    later = an_event(first, starts_at=clock.now() + 2 * SOON, capacity=1)
    soon = an_event(first, starts_at=clock.now() + SOON, capacity=6, places_taken=2)
    assert ways(client, course) == [
        ("Next on 8 March 2026 at 10am, 4 places left", f"/training/events/{soon.id}"),
        ("Next on 13 March 2026 at 10am, 1 place left", f"/training/events/{later.id}"),
    ]


@pytest.mark.parametrize("given", [{"capacity": 1, "places_taken": 1}, {"state": EventState.PLANNED}])
def test_a_date_that_cannot_be_booked_leads_nowhere(client, first, course, given):
    client.sign_in(someone())
    an_event(first, **given)
    assert ways(client, course) == []
    assert "No date can be booked at the moment" in client.get(f"/training/courses/{course.id}").text


def test_what_is_online_can_be_taken_at_once(client, first, course):
    client.sign_in(someone())
    first.e_learning_link = "https://learn.example/first"
    db.session.commit()
    assert ways(client, course) == [("Take it online now", f"/training/courses/{first.id}")]


def test_strangers_are_led_nowhere(client, first, course):
    an_event(first)
    assert ways(client, course) == []


def test_nor_is_whoever_holds_it(client):
    account, certificate = a_holder()
    client.sign_in(account)
    course = saved(a_course())
    saved(CoursePrerequisite(course_id=course.id, needed_id=certificate.course_id))
    an_event(db.session.get_one(Course, certificate.course_id))
    assert ways(client, course) == []


def test_whoever_had_it_once_is_led_to_the_shorter_course_as_well(client):
    account, certificate = a_holder()
    client.sign_in(account)
    needed, short = db.session.get_one(Course, certificate.course_id), saved(a_course(title="Short"))
    needed.refresher_id, certificate.expires_on = short.id, clock.today() - timedelta(days=1)
    course = saved(a_course())
    saved(CoursePrerequisite(course_id=course.id, needed_id=needed.id))
    an_event(short, starts_at=clock.now() + SOON)
    said = [words for words, _ in ways(client, course)]
    assert said == ["Short: next on 8 March 2026 at 10am, 10 places left"]

"""Certificates that run out: when they are renewed, and where their line leads."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from portal.kernel.db import db
from tests.factories import a_booking, a_course, an_event, saved, someone
from tests.integration.certificates.cast import a_confirmed_event, a_result, issued
from tests.integration.digests.test_digests import (
    BEFORE,
    MONDAY,
    a_certificate_until,
    a_learner,
    digests,
)
from training.bookings.domain import BookingStatus
from training.catalogue.models import Course


@pytest.fixture(autouse=True)
def monday(at):
    at(MONDAY)


@pytest.fixture
def person():
    return a_learner()


@pytest.fixture
def course(person):
    """Of it the person has a certificate that runs out."""
    return db.session.get_one(Course, a_certificate_until(person, 20).course_id)


def a_main_course(refresher):
    return saved(a_course(title="The whole of it", refresher_id=refresher.id, valid_for_months=36))


def test_whoever_takes_the_main_course_has_renewed_the_shorter_one(person, course):
    event = a_confirmed_event(course=a_main_course(course))
    a_result(event, person)
    issued(event)
    assert digests() == []


def test_whoever_booked_the_main_course_is_about_to(person, course):
    event = an_event(a_main_course(course), starts_at=MONDAY + timedelta(days=40))
    a_booking(event, person, BookingStatus.BOOKED, joined_at=BEFORE)
    assert digests() == []


def test_another_course_renews_nothing(person, course):
    event = a_confirmed_event(course=saved(a_course(title="Something else", valid_for_months=36)))
    a_result(event, person)
    issued(event)
    assert "run out soon" in digests()[0]


def address_in(body):
    (line,) = (line for line in body.splitlines() if line.startswith("- Voice of the child"))
    return urlsplit(line.rpartition(", ")[2]).path


def test_the_line_leads_to_the_course(course):
    assert address_in(digests()[0]) == f"/training/courses/{course.id}"


@pytest.mark.parametrize("by_refresher", [False, True])
def test_a_course_that_is_not_listed_is_not_led_to(client, course, by_refresher):
    hidden = saved(a_course(title="Shorter")) if by_refresher else course
    course.refresher_id, hidden.is_listed = hidden.id if by_refresher else None, False
    db.session.commit()
    client.sign_in(someone())
    assert client.get(f"/training/courses/{hidden.id}").status_code == 404
    assert address_in(digests()[0]) == "/my-training"

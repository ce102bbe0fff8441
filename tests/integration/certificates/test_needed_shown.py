"""What a course needs first: on its page and on an event's, with what the reader has of it on the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_course, an_event, saved, someone
from tests.integration.certificates.cast import a_certificate, a_holder
from tests.support.pages import parse, words_of
from training.catalogue.domain import Holding
from training.catalogue.models import Course, CoursePrerequisite
from training.certificates.domain import CertificateState
from training.certificates.hooks import find_held, list_missing

ROW = ".govuk-summary-list__row:-soup-contains('What you need first')"


@pytest.fixture
def holder(client):
    """Somebody with a certificate, and an event in two weeks of a course that needs it."""
    account, certificate = a_holder()
    client.sign_in(account)
    event = an_event()
    saved(CoursePrerequisite(course_id=event.course_id, needed_id=certificate.course_id))
    return account, certificate, event


def said(client, url) -> str:
    row = parse(client.get(url).text).select_one(ROW)
    return words_of(row.select_one("li")) if row else ""


def on_event(client, event) -> str:
    return said(client, f"/training/events/{event.id}")


def on_course(client, event) -> str:
    return said(client, f"/training/courses/{event.course_id}")


def expires(certificate, day) -> None:
    certificate.expires_on = day
    db.session.commit()


def test_who_has_it_on_the_day_is_told_so(client, holder):
    _, certificate, event = holder
    for day in (None, clock.today() + timedelta(days=14)):
        expires(certificate, day)
        assert on_event(client, event).endswith("You have it")
        assert on_course(client, event).endswith("You have it")
    assert "current on 17 March 2026, of" in client.get(f"/training/events/{event.id}").text


def test_what_runs_out_before_the_day_is_no_use_on_it(client, holder):
    _, certificate, event = holder
    expires(certificate, clock.today() + timedelta(days=13))
    assert on_event(client, event).endswith("Yours runs out on 16 March 2026")
    assert on_course(client, event).endswith("You have it")
    expires(certificate, clock.today() - timedelta(days=1))
    assert on_event(client, event).endswith("Yours ran out on 2 March 2026")
    assert "Yours ran out on 2 March 2026" in on_course(client, event)


@pytest.mark.parametrize("state", [CertificateState.WITHDRAWN, CertificateState.REPLACED])
def test_what_was_taken_back_was_never_there(client, holder, state):
    _, certificate, event = holder
    certificate.state = state
    db.session.commit()
    assert on_event(client, event).endswith("You do not have it yet")


def test_others_have_their_own_and_strangers_are_told_nothing_of_it(client, holder):
    _, certificate, event = holder
    client.sign_in(someone())
    assert on_event(client, event).endswith("You do not have it yet")
    client.sign_out()
    title = db.session.get_one(Course, certificate.course_id).title
    assert on_event(client, event) == on_course(client, event) == title


def test_the_shorter_course_that_renews_it_is_as_good(client, holder):
    _, certificate, _ = holder
    longer = saved(a_course(title="The long one", refresher_id=certificate.course_id))
    other = an_event()
    saved(CoursePrerequisite(course_id=other.course_id, needed_id=longer.id))
    assert on_event(client, other) == "The long one You have it"


def test_an_event_without_a_date_goes_by_today(client, holder):
    _, certificate, _ = holder
    undated = an_event(sittings=0)
    saved(CoursePrerequisite(course_id=undated.course_id, needed_id=certificate.course_id))
    expires(certificate, clock.today())
    assert on_event(client, undated).endswith("You have it")
    assert "still current on the day, of" in client.get(f"/training/events/{undated.id}").text


def test_nothing_is_said_where_nothing_is_needed(client):
    event = an_event()
    assert on_event(client, event) == on_course(client, event) == ""


@pytest.mark.parametrize("days", [-1, 0, 13, 14, 15, None])
def test_the_page_and_the_booking_agree(holder, days):
    account, certificate, event = holder
    expires(certificate, None if days is None else clock.today() + timedelta(days=days))
    day = event.starts_at.date()
    held = find_held(account.person_id, event.course_id, day)[certificate.course_id].is_held
    assert held != bool(list_missing(event.course_id, account.person_id, day))


def test_of_several_the_one_that_lasts_longest_counts(holder):
    """The course itself, and the shorter one that renews it."""
    account, certificate, event = holder
    renewed = a_certificate(db.session.get_one(Person, account.person_id))
    db.session.get_one(Course, certificate.course_id).refresher_id = renewed.course_id
    for mine, other in ((-7, 7), (7, -7), (7, None), (None, 7)):
        for one, days in ((certificate, mine), (renewed, other)):
            one.expires_on = None if days is None else clock.today() + timedelta(days=days)
        db.session.commit()
        found = find_held(account.person_id, event.course_id, clock.today())[certificate.course_id]
        lasts = None if None in {mine, other} else clock.today() + timedelta(days=7)
        assert found == Holding(is_held=True, until=lasts)

"""Lists of dates say which places are kept for others (docs/training.md 4.5)."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.people.domain import AgencyKind
from tests.factories import a_booking, an_agency, an_event, saved
from tests.integration.shares.test_places_kept import SCHOOLS, save
from tests.support.client import recorded_statements
from training.shares.domain import Group
from training.shares.hooks import describe_kept

ADDRESSES = ("/training", "/training/courses/{course_id}", "/training/events/{event_id}")


def read(client, event, address):
    page = client.get(address.format(course_id=event.course_id, event_id=event.id))
    assert page.status_code == 200
    return " ".join(page.text.split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_free_places_that_are_kept_are_told_of(client, address):
    event = an_event(capacity=5)
    assert "kept for" not in read(client, event, address)
    save(event, SCHOOLS, places=3)
    assert "3 kept for schools" in read(client, event, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_full_event_tells_only_of_the_waiting_list(client, address):
    event = an_event(capacity=1)
    save(event, SCHOOLS)
    a_booking(event)
    assert "kept for" not in read(client, event, address)


def test_what_schools_have_taken_is_no_longer_kept():
    event, school = an_event(capacity=5), saved(an_agency(kind=AgencyKind.SCHOOL))
    save(event, SCHOOLS, places=3)
    a_booking(event, agency_id=school.id)
    a_booking(event, agency_id=saved(an_agency(kind=AgencyKind.POLICE)).id)
    assert describe_kept([event.id]) == {event.id: "2 kept for schools"}
    for _ in range(2):
        a_booking(event, agency_id=school.id)
    assert describe_kept([event.id]) == {}


def test_each_group_is_named():
    event = an_event(capacity=9)
    trust = saved(an_agency(name="Tang Hall Trust", kind=AgencyKind.VOLUNTARY))
    save(event, SCHOOLS, places=3)
    save(event, Group(agency_id=trust.id), places=2)
    assert describe_kept([event.id]) == {event.id: "3 kept for schools and 2 kept for Tang Hall Trust"}


def test_what_has_ended_or_was_given_out_is_kept_no_more():
    event = an_event(capacity=5)
    share = save(event, SCHOOLS, places=3, days_before=7)
    assert describe_kept([event.id])
    with unit_of_work():
        share.released_at = clock.now()
    assert describe_kept([event.id]) == {}


def test_many_dates_take_two_statements_and_none_kept_takes_one():
    events = [an_event(capacity=5) for _ in range(4)]
    ids = [event.id for event in events]
    with recorded_statements() as none:
        assert describe_kept(ids) == {}
    for event in events:
        save(event, SCHOOLS, places=2)
    with recorded_statements() as some:
        assert len(describe_kept(ids)) == 4
    assert (len(none), len(some)) == (1, 2)

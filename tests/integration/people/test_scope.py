"""What a post entitles somebody to see of other people (docs/workforce.md)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import PeopleRules
from portal.people.models import Agency, Post
from portal.people.queries import get_person
from tests.factories import a_person, a_post, an_agency, saved, someone

DAY = timedelta(days=1)


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def elsewhere():
    return saved(an_agency(name="Secret Service"))


@pytest.fixture
def person():
    return saved(a_person(family_name="Watched", phone="07700 900123"))


def one_post_of(account) -> Post:
    return db.session.scalars(select(Post).where(Post.person_id == account.person_id)).one()


def status(client, person) -> int:
    return client.get(f"/people/{person.id}").status_code


class TestAgencyLead:
    @pytest.fixture(autouse=True)
    def lead(self, client, agency):
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))

    def test_sees_that_there_is_another_post_and_nothing_of_it(
        self, client, agency, elsewhere, person
    ) -> None:
        saved(a_post(person, agency, job_title="Nurse"))
        saved(a_post(person, elsewhere, job_title="Spy", manager_id=saved(a_person(given_name="Control")).id))
        page = client.get(f"/people/{person.id}").text
        assert "Nurse" in page
        assert "1 more post in another agency" in page
        assert not any(word in page for word in ("Spy", "Secret Service", "Control"))
        assert "Secret Service" not in client.get("/people?name=watched").text.partition("<tbody")[2]

    @pytest.mark.parametrize(("longer", "expected"), [(0, 200), (1, 404)])
    def test_sees_leavers_for_a_while(self, client, agency, person, longer: int, expected: int) -> None:
        ended_on = clock.today() - PeopleRules().leavers_stay_visible - longer * DAY
        saved(a_post(person, agency, ended_on=ended_on))
        assert status(client, person) == expected

    def test_sees_whoever_starts_later(self, client, agency, person) -> None:
        saved(a_post(person, agency, started_on=clock.today() + 30 * DAY))
        assert status(client, person) == 200

    def test_does_not_see_whoever_works_elsewhere_only(self, client, elsewhere, person) -> None:
        saved(a_post(person, elsewhere))
        assert status(client, person) == 404


class TestLineManager:
    @pytest.fixture
    def manager(self, client, agency):
        manager = someone(Role.LINE_MANAGER, agency=agency)
        client.sign_in(manager)
        return manager

    @pytest.mark.parametrize("term", [(-9, 999), (-9, 0), (5, 999), (-9, -1)])
    def test_is_entitled_until_the_last_day_of_the_post(self, client, manager, agency, term) -> None:
        person = saved(a_person())
        starts, ends = (clock.today() + days * DAY for days in term)
        saved(a_post(person, agency, manager_id=manager.person_id, started_on=starts, ended_on=ends))
        assert status(client, person) == (200 if ends >= clock.today() else 404)

    def test_is_no_longer_entitled_after_leaving_the_agency(self, client, manager, agency, person) -> None:
        saved(a_post(person, agency, manager_id=manager.person_id))
        own = one_post_of(manager)
        own.ended_on = clock.today()
        saved(own)
        assert status(client, person) == 200
        own.ended_on = clock.today() - DAY
        saved(own)
        assert status(client, person) == 404

    def test_sees_only_the_post_that_they_manage(self, client, manager, elsewhere, person) -> None:
        agency = db.session.get(Agency, one_post_of(manager).agency_id)
        saved(a_post(person, agency, manager_id=manager.person_id, job_title="Nurse"))
        saved(a_post(person, elsewhere, job_title="Spy"))
        page = client.get(f"/people/{person.id}").text
        assert "Nurse" in page
        assert "Spy" not in page


@pytest.mark.parametrize("last_day", [date(2026, 7, 1), date(2026, 3, 28), date(2026, 3, 29)])
def test_the_last_day_in_post_ends_at_midnight_in_london(client, agency, person, at, last_day) -> None:
    """In summer an hour before midnight in UTC; and on the nights when the clocks change."""
    manager = someone(Role.LINE_MANAGER, agency=agency)
    saved(a_post(person, agency, manager_id=manager.person_id, ended_on=last_day))
    client.sign_in(manager)
    at(datetime.combine(last_day, time(23, 59)))
    assert status(client, person) == 200
    at(datetime.combine(last_day + DAY, time(0, 0)))
    assert status(client, person) == 404


def test_everybody_sees_all_of_their_own_posts(client, agency, elsewhere) -> None:
    lead = someone(Role.AGENCY_LEAD, agency=agency)
    saved(a_post(get_person(lead.person_id), elsewhere, job_title="Spy"))
    client.sign_in(lead)
    assert "Spy" in client.get(f"/people/{lead.person_id}").text

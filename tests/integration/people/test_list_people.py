"""The list of people: filters, order, and what it says of whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.people.domain import RoleGroup
from tests.factories import LONG_AGO, a_person, a_post, a_school, an_account, an_agency, saved, someone


@pytest.fixture(autouse=True)
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR, given_name="The", family_name="Coordinator"))


def named(family: str, agency=None, **post):
    person = saved(a_person(family_name=family))
    saved(a_post(person, agency or saved(an_agency()), **post))
    return person


def shows(client, query: str, *families: str) -> bool:
    page = client.get(f"/people?{query}").text
    return [name for name in ("Ash", "Birch") if f"{name}, Sam" in page] == list(families)


def test_people_are_filtered_by_where_they_work(client) -> None:
    school = saved(a_school())
    named("Ash", agency=saved(an_agency()), school_id=school.id, local_area_id=school.local_area_id)
    birch = saved(an_agency())
    named("Birch", agency=birch)
    assert shows(client, f"school={school.id}", "Ash")
    assert shows(client, f"area={school.local_area_id}", "Ash")
    assert shows(client, f"agency={birch.id}", "Birch")
    assert shows(client, f"agency={birch.id}&school={school.id}")


def test_people_are_filtered_by_what_they_do(client) -> None:
    named("Ash", role_group=RoleGroup.TEACHING, is_paid=False)
    named("Birch", role_group=RoleGroup.HOUSING)
    assert shows(client, "group=teaching", "Ash")
    assert shows(client, "paid=paid", "Birch")
    assert shows(client, "paid=unpaid", "Ash")
    assert shows(client, "group=teaching&paid=paid")


def test_one_post_must_meet_all_that_is_asked_of_it(client) -> None:
    ash = named("Ash", role_group=RoleGroup.TEACHING)
    other = saved(an_agency())
    saved(a_post(ash, other, role_group=RoleGroup.HOUSING))
    assert shows(client, f"agency={other.id}&group=housing", "Ash")
    assert shows(client, f"agency={other.id}&group=teaching")


@pytest.mark.parametrize(
    ("starts", "ends", "standing"),
    [
        (-10, None, "in_post"),
        (-10, 0, "in_post"),
        (0, None, "in_post"),
        (1, None, "starting"),
        (-10, -1, "left"),
    ],
)
def test_the_first_and_the_last_day_count(client, starts: int, ends: int | None, standing: str) -> None:
    today = clock.today()
    ended_on = None if ends is None else today + timedelta(days=ends)
    named("Ash", started_on=today + timedelta(days=starts), ended_on=ended_on)
    for asked in ("in_post", "starting", "left"):
        assert shows(client, f"standing={asked}", *(["Ash"] if asked == standing else []))


def test_whoever_still_has_a_post_has_not_left(client) -> None:
    ash = named("Ash", started_on=LONG_AGO, ended_on=LONG_AGO)
    assert shows(client, "standing=left", "Ash")
    saved(a_post(ash, saved(an_agency())))
    assert shows(client, "standing=left")


def test_people_are_filtered_by_what_they_lack(client) -> None:
    ash, birch = named("Ash"), named("Birch")
    birch.email = None
    saved(an_account(ash))
    assert shows(client, "lacks=email", "Birch")
    assert shows(client, "lacks=account", "Birch")
    assert shows(client, "lacks=contact", "Birch")
    birch.office_contact_id = ash.id
    saved(birch)
    assert shows(client, "lacks=contact")


@pytest.mark.parametrize("key", ["name", "agency", "post", "reference"])
def test_every_column_sorts_both_ways_and_nobody_without_a_post_comes_first(client, key: str) -> None:
    saved(a_person(reference="A-1", family_name="Ash"))
    named("Birch", agency=saved(an_agency(name="AAA")), job_title="AAA")
    for asked in (key, f"-{key}"):
        page = client.get(f"/people?sort={asked}").text
        if key in {"agency", "post"}:
            assert page.index("Birch, Sam") < page.index("Ash, Sam")
        else:
            assert (page.index("Ash, Sam") < page.index("Birch, Sam")) is (asked == key)


@pytest.mark.parametrize("query", ["agency=x", "group=nonsense", "paid=maybe", "standing=odd", "sort=rowid"])
def test_a_filter_that_is_not_offered_is_no_filter(client, query: str) -> None:
    named("Ash")
    assert shows(client, query, "Ash")

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import SchoolPhase
from portal.people.models import Post
from tests.factories import a_school, an_area, saved, someone
from tests.integration.champions.cast import (
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
    many_schools,
)
from tests.support.client import recorded_statements
from tests.support.pages import parse, words_of
from training.champions.domain import ChampionKind

URL = "/champions"


@pytest.fixture(autouse=True)
def signed_in(client):
    client.sign_in(someone(Role.PRACTITIONER))


def rows_of(html: str) -> list[str]:
    return [words_of(row) for row in parse(html).select("main tbody tr")]


def schools_on(html: str) -> list[str]:
    return [words_of(tag) for tag in parse(html).select("main tbody th[scope=row]")]


class TestRoster:
    def test_shows_lead_deputy_and_vacancy(self, client):
        school, _ = a_school_with_a_lead(name="Acorn Primary School")
        deputy = a_member_of_staff(school, given_name="Dee", family_name="Deputy")
        an_appointment(school, deputy, ChampionKind.DEPUTY)
        saved(a_school(name="Birch Primary School"))
        first, second = rows_of(client.get(URL).text)
        assert "Ann Lead Not trained" in first
        assert first.endswith("Dee Deputy Not trained")
        assert second.endswith("Vacant Vacant")

    def test_leaves_out_who_has_stood_down_or_has_not_started(self, client):
        school = saved(a_school())
        an_appointment(school, a_member_of_staff(school, family_name="Gone"), ends_on=date(2026, 3, 2))
        an_appointment(school, a_member_of_staff(school, family_name="Coming"), starts_on=date(2026, 3, 4))
        assert rows_of(client.get(URL).text)[0].endswith("Vacant Vacant")

    def test_counts_the_schools_that_are_covered(self, client):
        a_school_with_a_lead()
        saved(a_school())
        saved(a_school(is_open=False))
        chart = words_of(parse(client.get(URL).text).select_one("figure"))
        assert "A Champion 1 of 2" in chart
        assert "A trained Champion 0 of 2" in chart

    def test_says_who_has_left(self, client):
        _, lead = a_school_with_a_lead()
        db.session.query(Post).filter_by(person_id=lead.id).update({"ended_on": date(2026, 3, 2)})
        assert "Ann Lead Left the school" in rows_of(client.get(URL).text)[0]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", ["Acorn", "Birch", "Cedar"]),
            ("?sort=-school", ["Cedar", "Birch", "Acorn"]),
            ("?search=bir", ["Birch"]),
            ("?search=ánn+lead", ["Acorn"]),
            ("?phase=secondary", ["Birch"]),
            ("?gap=no_lead", ["Birch", "Cedar"]),
            ("?gap=no_deputy&phase=primary", ["Acorn", "Cedar"]),
            ("?search=%25", []),
            ("?phase=nonsense&local_area_id=x&page=x", ["Acorn", "Birch", "Cedar"]),
            ("?local_area_id=999999", []),
        ],
    )
    def test_can_be_narrowed_and_ordered(self, client, asked, found):
        a_school_with_a_lead(name="Acorn")
        saved(a_school(name="Birch", phase=SchoolPhase.SECONDARY))
        saved(a_school(name="Cedar"))
        assert schools_on(client.get(URL + asked).text) == found

    def test_strangers_must_sign_in(self, client):
        client.sign_out()
        assert client.get(URL).status_code == 302


class TestSeenBefore:
    """What is drawn is kept; a list seen before never shows what was true then."""

    def test_an_appointment_its_end_and_a_new_name_show_at_once(self, client):
        school, _ = a_school_with_a_lead(name="Acorn Primary School")
        assert rows_of(client.get(URL).text)[0].endswith("Vacant")
        deputy = an_appointment(school, a_member_of_staff(school, family_name="Deputy"), ChampionKind.DEPUTY)
        assert "Deputy" in rows_of(client.get(URL).text)[0]
        deputy.ends_on = date(2026, 3, 1)
        school.name = "Oak Primary School"
        row = rows_of(client.get(URL).text)[0]
        assert (row.startswith("Oak"), row.endswith("Vacant")) == (True, True)

    def test_a_champion_is_counted_once_they_stand_down_no_more(self, client):
        school = saved(a_school())
        lead = an_appointment(school, a_member_of_staff(school))
        assert "1 of 1" in words_of(parse(client.get(URL).text).select_one("figure"))
        lead.ends_on = date(2026, 3, 1)
        assert "1 of 1" not in words_of(parse(client.get(URL).text).select_one("figure"))

    def test_the_same_schools_asked_for_otherwise_lead_on_otherwise(self, client):
        a_school_with_a_lead(name="Acorn Primary School")
        for asked in ("search=acorn", "search=primary"):
            headings = parse(client.get(f"{URL}?{asked}").text).select("main thead a")
            assert all(asked in heading["href"] for heading in headings)


def test_takes_as_many_statements_for_two_thousand_schools_as_for_two(client):
    area = saved(an_area())
    a_school_with_a_lead(area=area)
    few = _count_statements(client)
    many_schools(area, 2_000, with_lead=False)
    assert _count_statements(client) == few <= 10


def _count_statements(client):
    with recorded_statements() as statements:
        client.get(URL)
    return len(statements)


class TestSchool:
    def test_tells_running_appointments_from_earlier_ones(self, client):
        school, _ = a_school_with_a_lead()
        an_appointment(school, a_member_of_staff(school, family_name="Gone"), ends_on=date(2026, 3, 2))
        page = parse(client.get(f"/schools/{school.id}/champions").text)
        tables = [words_of(table) for table in page.select("main table")]
        assert ["Ann Lead" in table for table in tables] == [True, False]
        assert ["Gone" in table for table in tables] == [False, True]

    def test_offers_changes_only_to_those_who_may_make_them(self, client):
        school, _ = a_school_with_a_lead()
        url = f"/schools/{school.id}/champions"
        assert "Stand down" not in client.get(url).text
        client.sign_in(a_coordinator())
        assert "Stand down" in client.get(url).text

    def test_is_reached_from_the_page_of_the_school(self, client):
        school = saved(a_school())
        assert f"/schools/{school.id}/champions" in client.get(f"/schools/{school.id}").text

    def test_says_that_nobody_is_appointed(self, client):
        school = saved(a_school())
        assert "no Champion and no deputy" in client.get(f"/schools/{school.id}/champions").text

    def test_a_school_that_is_not_there(self, client):
        assert client.get("/schools/999999/champions").status_code == 404

"""How well Champions cover the schools: tiles, table and download, by part, phase and cluster."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.domain import SchoolPhase
from tests.factories import a_school, an_area, saved, someone
from tests.integration.champions.cast import (
    a_certificate,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
    many_schools,
)
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse, words_of
from training.champions.domain import ChampionKind
from training.champions.models import SchoolCluster

URL = "/champions/coverage"


@pytest.fixture(autouse=True)
def signed_in(client):
    client.sign_in(a_coordinator())


@pytest.fixture
def two_areas():
    """North: one school with everything, one covered. South: one with a lead who is not trained."""
    north, south = saved(an_area(name="North", position=1)), saved(an_area(name="South", position=2))
    school, lead = a_school_with_a_lead(name="Acorn", area=north)
    a_certificate(lead, expires_on=date(2026, 3, 20))
    an_appointment(school, a_member_of_staff(school), ChampionKind.DEPUTY)
    bare = saved(a_school(name="Birch", area=north, phase=SchoolPhase.SECONDARY))
    an_appointment(bare, lead, ChampionKind.COVER, ends_on=date(2026, 6, 1), from_school_id=school.id)
    a_school_with_a_lead(name="Cedar", area=south)
    saved(a_school(area=south, is_open=False))
    saved(SchoolCluster(school_id=bare.id, name="River"))
    return north, south


def table(client, asked="") -> list[str]:
    return [words_of(row) for row in parse(client.get(URL + asked).text).select("main tbody tr")]


@pytest.mark.usefixtures("two_areas")
class TestFigures:
    def test_by_part_of_the_patch_in_its_order(self, client):
        assert table(client) == [
            "North 2 1 50% 1 1 1 1",
            "South 1 1 100% 0 0 0 0",
            "All 3 2 66% 1 1 1 1",
        ]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("?by=phase", ["Primary 2 2 100%", "Secondary 1 0 0%", "All 3 2 66%"]),
            ("?by=cluster", ["River 1 0 0%", "In no cluster 2 2 100%", "All 3 2 66%"]),
            ("?phase=secondary", ["North 1 0 0%"]),
            ("?cluster=River", ["North 1 0 0%"]),
            ("?by=nonsense&phase=x&local_area_id=x", ["North 2 1 50%", "South 1 1 100%", "All 3 2 66%"]),
        ],
    )
    def test_by_something_else_or_for_a_part(self, client, asked, found):
        rows = table(client, asked)
        assert [row.startswith(start) for row, start in zip(rows, found, strict=True)] == [True] * len(found)

    def test_the_picture_says_the_same_without_colour(self, client):
        picture = parse(client.get(URL).text).select_one("main svg")
        assert "North 1 of 2" in words_of(picture)
        assert picture.select_one("desc").text == "North: 1 of 2; South: 1 of 1"

    def test_each_row_leads_to_its_schools(self, client):
        page = parse(client.get(f"{URL}?by=cluster").text)
        shown = client.get(page.select_one("main tbody a")["href"]).text
        assert [words_of(row) for row in parse(shown).select("main tbody th")] == ["Birch"]

    def test_the_download_has_every_combination(self, client):
        rows = list(csv.reader(io.StringIO(client.get(f"{URL}/export?kind=csv").text.lstrip("\ufeff"))))
        assert rows[1:] == [
            ["North", "Primary", "", "1", "1", "1", "0", "1", "1"],
            ["North", "Secondary", "River", "1", "0", "0", "1", "0", "0"],
            ["South", "Primary", "", "1", "1", "0", "0", "0", "0"],
        ]
        assert len(client.get(f"{URL}/export?kind=csv&phase=secondary").text.splitlines()) == 2


def test_somebody_who_hands_over_is_counted_once(client):
    school, _ = a_school_with_a_lead()
    an_appointment(school, a_member_of_staff(school), ends_on=date(2026, 3, 31))
    assert table(client)[0].split()[-7:-4] == ["1", "1", "100%"]


def test_takes_as_many_statements_for_seven_thousand_schools_as_for_two(client):
    area = saved(an_area())
    a_school_with_a_lead(area=area)
    few = _count_statements(client)
    many_schools(area, 7_000)
    assert _count_statements(client) == few <= 10
    assert table(client)[0].split()[-7:-4] == ["7,001", "7,001", "100%"]


def _count_statements(client):
    with recorded_statements() as statements:
        client.get(URL)
    return len(statements)


class TestClusters:
    def place(self, client, lines):
        return client.submit("/champions/rules/clusters", lines=lines)

    def test_schools_are_put_in_and_taken_out_and_each_is_logged(self, client):
        first, second = saved(a_school()), saved(a_school())
        self.place(client, f"{first.urn}, River\n\n{second.urn};  The   Hill ")
        self.place(client, f"{first.urn},")
        names = select(SchoolCluster.school_id, SchoolCluster.name)
        assert [tuple(row) for row in db.session.execute(names)] == [(second.id, "The Hill")]
        logged = select(func.count()).where(Activity.verb == "place_in_cluster")
        assert db.session.scalar(logged) == 3

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            ("River", "Line 1 has no URN with a comma and the name of a cluster after it"),
            ("100001, River", "No school here has the URN 100001"),
            ("100001, River\n100001, Hill", "Line 2 puts the school with URN 100001 in a second cluster"),
            (f"100001, {'x' * 61}", "The name in line 1 is longer than 60 characters"),
        ],
    )
    def test_says_which_line_it_cannot_read(self, client, lines, said):
        assert errors_on(self.place(client, lines).text) == [said]

    @pytest.mark.parametrize("role", [Role.CHAMPION, Role.AGENCY_LEAD])
    def test_others_may_read_the_figures_and_place_nothing(self, client, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get(URL).status_code == 200
        assert client.get("/champions/rules/clusters").status_code == 403

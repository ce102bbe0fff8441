"""Finding people, agencies and schools by name: as typed, or else what is close."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from portal.people.domain import AgencyKind
from tests.factories import a_person, a_post, a_school, an_agency, saved, someone

NAMES = (
    ("Sam", "Smith"),
    ("Aoife", "O’Brien"),
    ("José", "Núñez-García"),
    ("Łukasz", "Wójcik"),
    ("Katherine", "Gonzalez"),
    ("Samantha", "Smythe"),
)


@pytest.fixture
def everybody(client):
    agency = saved(an_agency(name="Northside Health"))
    for given, family in NAMES:
        saved(a_post(saved(a_person(given_name=given, family_name=family)), agency))
    client.sign_in(someone(Role.COORDINATOR, given_name="Coordinating", family_name="Self"))


def listed(page: str) -> list[str]:
    return [family for _, family in NAMES if f"{family}, " in page]


@pytest.mark.usefixtures("everybody")
class TestPeople:
    @pytest.mark.parametrize(
        ("typed", "family"),
        [
            ("sam smih", "Smith"),
            ("smiht", "Smith"),
            ("SMITH sam", "Smith"),
            ("sam smith", "Smith"),
            ("s smith", "Smith"),
            ("obrien", "O’Brien"),
            ("o'brien", "O’Brien"),
            ("O’BRIEN, aoife", "O’Brien"),
            ("o brien", "O’Brien"),
            ("obrein", "O’Brien"),
            ("nunez garcia", "Núñez-García"),
            ("nunezgarcia", "Núñez-García"),
            ("jose garica", "Núñez-García"),
            ("lukasz", "Wójcik"),
            ("wojick", "Wójcik"),
            ("cath gonz", "Gonzalez"),
            ("catherine", "Gonzalez"),
        ],
    )
    def test_somebody_is_found_however_their_name_is_typed(self, client, typed: str, family: str) -> None:
        assert listed(client.get("/people", query_string={"name": typed}).text) == [family]

    def test_whoever_types_rightly_is_not_shown_strangers(self, client) -> None:
        page = client.get("/people?name=smith").text
        assert listed(page) == ["Smith"]
        assert "These names are close" not in page
        assert listed(client.get("/people?name=smith&close=yes").text) == ["Smith", "Smythe"]

    def test_a_close_name_is_said_to_be_only_close(self, client) -> None:
        page = client.get("/people?name=smih").text
        assert "Nobody you can see is called “smih”. These names are close." in " ".join(page.split())

    def test_the_very_name_comes_before_one_that_only_begins_so(self, client) -> None:
        page = client.get("/people?name=sam").text
        assert page.index("Smith, Sam") < page.index("Smythe, Samantha")

    def test_nobody_is_close_to_something_else_altogether(self, client) -> None:
        assert "Nobody you can see matches" in client.get("/people?name=xylophone").text

    def test_a_reference_or_an_address_finds_exactly_one(self, client) -> None:
        person = saved(a_person(reference="YRK-004217", family_name="Solo", email="solo@demo.example"))
        for typed in ("yrk-004217", "SOLO@demo.example"):
            page = client.get("/people", query_string={"name": typed}).text
            assert "1 person" in page
            assert f"/people/{person.id}" in page


class TestEverything:
    @pytest.fixture
    def places(self):
        school = saved(a_school(agency=saved(an_agency(name="Acomb Primary", kind=AgencyKind.SCHOOL))))
        saved(an_agency(name="Acomb Housing Trust", kind=AgencyKind.HOUSING))
        return school

    @pytest.mark.usefixtures("everybody")
    def test_one_box_finds_people_agencies_and_schools(self, client, places) -> None:
        saved(a_person(given_name="Ann", family_name="Acomb"))
        page = client.get("/directory?name=acomb").text
        assert "Ann Acomb" in page
        assert page.count("Acomb Primary") == 1
        assert "Acomb Housing Trust" in page

    def test_a_school_is_found_by_the_start_of_its_number(self, client, places) -> None:
        client.sign_in(someone())
        assert "Acomb Primary" in client.get(f"/directory?name={str(places.urn)[:5]}").text
        assert "Acomb Primary" in client.get(f"/schools?name={places.urn}").text
        assert "Acomb Primary" not in client.get(f"/schools?name={places.urn + 1}").text

    def test_slips_are_allowed_in_places_too(self, client, places) -> None:
        client.sign_in(someone())
        assert "Acomb Housing Trust" in client.get("/directory?name=acmob+huosing").text
        assert "These names are close" in client.get("/agencies?name=huosing").text
        assert "Acomb Primary" in client.get("/schools?name=pirmary").text

    @pytest.mark.usefixtures("everybody")
    def test_whoever_may_see_nobody_finds_only_places(self, client, places) -> None:
        client.sign_in(someone())
        page = client.get("/directory?name=smith").text
        assert "Nothing and nobody you can see" in page
        assert "Find an agency or school" in page

    def test_an_agency_lead_finds_their_own_people_only(self, client, places) -> None:
        lead = someone(Role.AGENCY_LEAD)
        saved(a_post(saved(a_person(family_name="Elsewhere")), saved(an_agency())))
        client.sign_in(lead)
        assert "Elsewhere" not in client.get("/directory?name=elsewhere").text.replace("“elsewhere”", "")

    def test_more_than_a_handful_leads_to_the_list(self, client) -> None:
        for number in range(12):
            saved(an_agency(name=f"Common Name {number}"))
        client.sign_in(someone())
        page = client.get("/directory?name=common").text
        assert 'href="/agencies?name=common"' in page
        assert page.count("Common Name") == 8

    def test_the_search_takes_few_statements_whatever_it_finds(self, client, places) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        client.query_budget = 9
        for typed in ("acomb", "acmob", "%", "a b c d e f g h i"):
            assert client.get("/directory", query_string={"name": typed}).status_code == 200

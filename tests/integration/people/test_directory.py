from __future__ import annotations

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind, SchoolPhase
from tests.factories import a_person, a_post, a_school, an_agency, saved, someone


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


def a_colleague(agency, **given):
    person = saved(a_person(**given))
    saved(a_post(person, agency))
    return person


class TestPeople:
    def test_a_coordinator_finds_anyone_by_the_start_of_a_name(self, client, agency) -> None:
        a_colleague(agency, given_name="Zoë", family_name="O’Neill")
        client.sign_in(someone(Role.COORDINATOR))
        assert "O’Neill, Zoë" in client.get("/people?name=ZOE").text
        assert "O’Neill" not in client.get("/people?name=ill").text

    @pytest.mark.parametrize("name", ["%", "_", "\\", "'; DROP TABLE person", "x" * 500, "\u202eabc"])
    def test_odd_searches_find_nobody_and_break_nothing(self, client, agency, name: str) -> None:
        a_colleague(agency)
        client.sign_in(someone(Role.COORDINATOR))
        assert "Nobody you can see matches" in client.get("/people", query_string={"name": name}).text

    def test_an_agency_lead_sees_only_their_agency(self, client, agency) -> None:
        lead = someone(Role.AGENCY_LEAD)
        theirs = a_colleague(agency, family_name="Elsewhere")
        client.sign_in(lead)
        assert "Elsewhere" not in client.get("/people").text
        assert client.get(f"/people/{theirs.id}").status_code == 404

    def test_a_manager_sees_the_people_they_manage(self, client, agency) -> None:
        manager = someone(Role.LINE_MANAGER, agency=agency)
        person = saved(a_person(family_name="Managed"))
        saved(a_post(person, agency, manager_id=manager.person_id))
        client.sign_in(manager)
        assert "Managed" in client.get("/people").text
        assert client.get(f"/people/{person.id}").status_code == 200

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.BOARD_READER, Role.TRAINER])
    def test_others_have_no_directory(self, client, role: Role) -> None:
        client.sign_in(someone(role))
        assert client.get("/people").status_code == 403

    def test_an_unknown_person_is_not_found(self, client) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        assert client.get("/people/99999").status_code == 404

    def test_words_in_the_address_cannot_change_where_its_links_lead(self, client) -> None:
        db.session.add_all(a_person() for _ in range(30))
        client.sign_in(someone(Role.COORDINATOR))
        page = client.get("/people?_scheme=https&_external=1&_anchor=x&endpoint=y&name=sam").text
        assert 'href="/people?' in page
        assert "https://localhost" not in page

    def test_a_long_list_takes_no_more_statements(self, client, agency) -> None:
        db.session.add_all(a_person() for _ in range(200))
        client.sign_in(someone(Role.COORDINATOR))
        client.query_budget = 9
        assert "of 201 people" in " ".join(client.get("/people?name=sam").text.split())


class TestPlaces:
    def test_agencies_are_filtered_by_kind_and_name(self, client, agency) -> None:
        saved(an_agency(name="Northside Police", kind=AgencyKind.POLICE))
        client.sign_in(someone())
        page = client.get("/agencies?kind=police&name=northside").text
        assert "Northside Police" in page
        assert "Northside Health" not in page

    def test_an_agency_shows_its_workforce_without_names(self, client, agency) -> None:
        a_colleague(agency, family_name="Unseen")
        client.sign_in(someone())
        page = client.get(f"/agencies/{agency.id}").text
        assert "1 person, 0 of them unpaid" in page
        assert "Unseen" not in page

    def test_schools_are_filtered_by_phase_and_area(self, client) -> None:
        special = saved(a_school(phase=SchoolPhase.SPECIAL))
        primary = saved(a_school(phase=SchoolPhase.PRIMARY))
        client.sign_in(someone())
        page = client.get(f"/schools?phase=special&area={special.local_area_id}").text
        assert special.name in page
        assert f"{primary.name}<" not in page

    def test_a_school_shows_its_area_and_base(self, client) -> None:
        school = saved(a_school(postcode="YO1 9ZZ"))
        client.sign_in(someone())
        page = client.get(f"/schools/{school.id}").text
        assert "based at Tang Hall" in page
        assert "YO1 9ZZ" in page

    def test_local_area_teams_show_their_schools(self, client) -> None:
        school = saved(a_school())
        client.sign_in(someone())
        assert f"/schools?area={school.local_area_id}" in client.get("/local-areas").text

    @pytest.mark.parametrize("url", ["/agencies/99999", "/schools/99999"])
    def test_what_does_not_exist_is_not_found(self, client, url: str) -> None:
        client.sign_in(someone())
        assert client.get(url).status_code == 404

    @pytest.mark.parametrize("url", ["/agencies", "/schools", "/local-areas", "/people"])
    def test_strangers_are_asked_to_sign_in(self, client, url: str) -> None:
        assert client.get(url).location.startswith("/sign-in")


def test_the_directory_offers_people_only_to_those_who_may_see_them(client) -> None:
    client.sign_in(someone())
    assert 'href="/people"' not in client.get("/directory").text
    client.sign_in(someone(Role.COORDINATOR))
    assert 'href="/people"' in client.get("/directory").text

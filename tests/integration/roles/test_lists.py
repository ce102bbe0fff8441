from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from tests.factories import a_role, an_agency, saved
from tests.integration.roles.cast import a_colleague, give, signed_in
from tests.support.pages import parse


def names_on(html: str) -> list[str]:
    return [link.get_text(strip=True) for link in parse(html).select("tbody th a")]


@pytest.fixture
def three():
    """One who holds a role, one who will and one who did."""
    agency = saved(an_agency(name="Harbour Trust"))
    saved(a_role(a_colleague(agency, family_name="Now"), Role.TRAINER))
    saved(a_role(a_colleague(family_name="Later"), Role.AUDITOR, starts_on=date(2026, 4, 1)))
    saved(a_role(a_colleague(family_name="Once"), Role.MODERATOR, ends_on=date(2026, 3, 2)))
    return agency


class TestListGrants:
    @pytest.mark.parametrize(
        ("asked", "seen"),
        [
            ("?name=sam&", ["Sam Now"]),
            ("?standing=coming", ["Sam Later"]),
            ("?standing=ended", ["Sam Once"]),
            ("?standing=all&role=moderator", ["Sam Once"]),
            ("?standing=all&agency=harbour", ["Sam Now"]),
            ("?standing=nonsense&role=nonsense&name=later", ["Sam Later"]),
        ],
    )
    def test_filters(self, client, three, asked, seen):
        del three
        signed_in(client, given_name="Cora", family_name="Ordinator")
        page = client.get(f"/roles{asked}").text
        assert [name for name in names_on(page) if "Ordinator" not in name] == seen

    def test_an_agency_lead_sees_their_agency_only(self, client, three):
        signed_in(client, Role.AGENCY_LEAD, agency=three, family_name="Lead")
        assert names_on(client.get("/roles?standing=all").text) == ["Sam Lead", "Sam Now"]

    def test_sorts(self, client, three):
        del three
        signed_in(client, given_name="Cora", family_name="Ordinator")
        page = client.get("/roles?standing=all&sort=-since").text
        assert names_on(page)[0] == "Sam Later"

    def test_the_export_is_the_list(self, client, three):
        signed_in(client, Role.AGENCY_LEAD, agency=three, family_name="Lead")
        lines = client.get("/roles/export?standing=all").text.splitlines()
        assert lines[0].startswith("\ufeffPerson,Reference,Role")
        assert [line.split(",")[0] for line in lines[1:]] == ["Sam Now", "Sam Lead"]


class TestShowPerson:
    def test_shows_every_grant_with_its_history(self, client):
        signed_in(client, given_name="Cora", family_name="Ordinator")
        person = a_colleague()
        give(client, person)
        page = client.get(f"/roles/people/{person.id}").text
        assert "Given by Cora Ordinator: Covers for a colleague" in " ".join(page.split())
        assert "History of Trainer" in page
        assert "Change the dates" in page

    def test_ones_own_roles_are_shown_and_not_changed(self, client):
        account = signed_in(client)
        page = client.get(f"/roles/people/{account.person_id}").text
        assert "These are your own roles" in page
        assert "Give a role" not in page
        assert "Change the dates" not in page

    def test_a_person_elsewhere_is_not_there(self, client):
        signed_in(client, Role.AGENCY_LEAD)
        assert client.get(f"/roles/people/{a_colleague().id}").status_code == 404

    def test_the_way_from_the_persons_page(self, client):
        signed_in(client)
        person = a_colleague()
        assert f"/roles/people/{person.id}" in client.get(f"/people/{person.id}").text

"""Whoever was merged is a sign that leads to the person who stays."""

import pytest

from portal.kernel.access import Role
from tests.factories import saved, someone
from tests.factories_merging import a_colleague


@pytest.fixture
def kept(client):
    client.sign_in(someone(Role.COORDINATOR))
    return a_colleague(given_name="Ann", family_name="Pemberton")


@pytest.fixture
def merged(kept):
    person = a_colleague(given_name="Anne", family_name="Pemberton")
    person.merged_into_id = kept.id
    return saved(person)


def test_the_page_leads_to_the_person_who_stays(client, kept, merged):
    response = client.get(f"/people/{merged.id}")
    assert response.location == f"/people/{kept.id}"
    assert "Ann Pemberton" in client.follow(response).text


def test_no_list_shows_them(client, merged):
    page = client.get("/people?name=pemberton").text
    assert "Pemberton, Ann<" in page
    assert merged.given_name not in page


def test_a_lead_of_another_agency_learns_nothing(client, merged):
    client.sign_in(someone(Role.AGENCY_LEAD))
    assert client.get(f"/people/{merged.id}").status_code == 404

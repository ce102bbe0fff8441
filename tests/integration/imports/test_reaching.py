"""People without email come in with another way to reach them: an address, or an office contact."""

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_person, a_post, an_agency, saved, someone
from tests.integration.imports.steps import as_csv, bring_in, listed, look_at, tally

HEAD = (
    "Staff number",
    "Given name",
    "Family name",
    "Email",
    "Phone",
    "Postal address",
    "Office contact",
    "Job title",
)
ADDRESS = "2 Example Street, York YO97 2AB"


@pytest.fixture
def agency(client):
    client.sign_in(someone(Role.COORDINATOR))
    return saved(an_agency(name="Health trust"))


@pytest.fixture
def colleague(agency):
    found = saved(a_person(given_name="Ann", family_name="Office", email="ann@nhs.example"))
    saved(a_post(found, agency))
    return found


def a_row(number="1", name="Bo", **said):
    ways = (said.get(way, "") for way in ("email", "phone", "address", "contact"))
    return (number, name, "Lee", *ways, "Volunteer")


def a_list(*rows):
    return as_csv(HEAD, rows)


def the_person(name="Bo"):
    return db.session.scalars(
        select(Person).where(Person.given_name == name, Person.family_name == "Lee")
    ).one()


@pytest.mark.parametrize("named", ["ann@nhs.example", "ANN@NHS.example", "reference"])
def test_an_address_and_a_colleague_who_acts_for_them_come_in(client, agency, colleague, named):
    contact = colleague.reference if named == "reference" else named
    data = a_list(a_row(address=ADDRESS, contact=contact))
    bring_in(client, "workforce", data, agency=agency.id)
    bo = the_person()
    assert (bo.email, bo.address, bo.office_contact_id) == (None, ADDRESS, colleague.id)
    assert tally(client.get(look_at(client, "workforce", data, agency=agency.id)).text) == {"unchanged": 1}


def test_whoever_acts_for_them_may_stand_in_the_same_file(client, agency):
    data = a_list(a_row(contact="2"), a_row("2", "Cy", email="cy@nhs.example"), a_row("3", "Di", contact="3"))
    bring_in(client, "workforce", data, agency=agency.id)
    assert the_person().office_contact_id == the_person("Cy").id
    assert the_person("Di").office_contact_id is None
    assert tally(client.get(look_at(client, "workforce", data, agency=agency.id)).text) == {"unchanged": 3}


def test_nobody_without_an_address_acts_for_others(client, agency):
    bring_in(client, "workforce", a_list(a_row(contact="2"), a_row("2", "Cy")), agency=agency.id)
    assert the_person().office_contact_id is None
    shown = look_at(client, "workforce", a_list(a_row(contact="2")), agency=agency.id)
    (refused,) = listed(client.get(f"{shown}?show=refused").text)
    assert refused[1:] == ["Office contact", "The office contact needs an email address: messages go there"]


def test_a_change_is_shown_and_kept(client, agency, colleague):
    bring_in(client, "workforce", a_list(a_row(phone="01904 555000")), agency=agency.id)
    shown = look_at(
        client, "workforce", a_list(a_row(address=ADDRESS, contact="ann@nhs.example")), agency=agency.id
    )
    page = client.get(shown).text
    assert f"office contact: empty → {colleague.reference}" in page
    assert f"address: empty → {ADDRESS}" in page


def test_an_address_of_several_lines_is_the_same_in_one(client, agency):
    bring_in(client, "workforce", a_list(a_row(phone="01904 555000")), agency=agency.id)
    the_person().address = ADDRESS.replace(", ", "\n")
    shown = look_at(client, "workforce", a_list(a_row(address=ADDRESS.replace(",", ""))), agency=agency.id)
    assert tally(client.get(shown).text) == {"unchanged": 1}


def test_an_unknown_colleague_and_nobody_at_all_are_told_and_refuse_no_row(client, agency):
    shown = look_at(client, "workforce", a_list(a_row(contact="who@nhs.example")), agency=agency.id)
    page = client.get(shown).text
    assert tally(page) == {"added": 1}
    assert "The office contact “who@nhs.example” is not known: left as it is" in page
    assert "Nobody can reach them: add a way when you know one" in page


def test_a_lead_chooses_colleagues_of_their_own_agency(client, agency, colleague):
    police = saved(an_agency(name="Police"))
    client.sign_in(someone(Role.AGENCY_LEAD, agency=police))
    shown = look_at(client, "workforce", a_list(a_row(contact=colleague.email)), agency=police.id)
    (refused,) = listed(client.get(f"{shown}?show=refused").text)
    assert refused[2] == "The office contact is no colleague in post whom you can choose"

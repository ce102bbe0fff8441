"""A list of agencies: matched by the list's own number, else by name."""

import pytest
from sqlalchemy import select

from portal.imports.models import ExternalKey
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from tests.factories import a_school, an_agency, saved, someone
from tests.integration.imports.steps import apply, as_csv, bring_in, listed, look_at, tally
from tests.integration.requirements.cast import a_requirement, a_worker, stands

HEAD = ("Agency number", "Agency", "Group", "Active")


@pytest.fixture(autouse=True)
def home(client):
    own = saved(an_agency(name="Home"))
    client.sign_in(someone(Role.ADMINISTRATOR, agency=own))


def agencies():
    rows = db.session.scalars(select(Agency).where(Agency.name != "Home").order_by(Agency.name))
    return [(one.name, one.kind, one.is_active) for one in rows]


def test_agencies_are_added_and_the_same_file_twice_changes_nothing(client):
    data = as_csv(HEAD, [("A-1", "Family Centre", "Charity", "yes"), ("", "Trust", "NHS", "")])
    bring_in(client, "agencies", data)
    assert agencies() == [
        ("Family Centre", AgencyKind.VOLUNTARY, True),
        ("Trust", AgencyKind.HEALTH, True),
    ]
    page = client.get(look_at(client, "agencies", data))
    assert tally(page.text) == {"unchanged": 2}


def test_an_agency_that_was_renamed_is_known_by_its_number(client):
    bring_in(client, "agencies", as_csv(HEAD, [("A-1", "Old", "Health", "yes")]))
    bring_in(client, "agencies", as_csv(HEAD, [("A-1", "New", "Police", "yes")]))
    assert agencies() == [("New", AgencyKind.POLICE, True)]


def test_what_is_required_follows_the_kind_of_an_agency(client):
    person = a_worker(saved(an_agency(name="Trust", kind=AgencyKind.HEALTH)))
    needed = a_requirement(agency_kinds=(AgencyKind.POLICE,))
    assert stands(person, needed) is None
    bring_in(client, "agencies", as_csv(HEAD, [("", "Trust", "Police", "yes")]))
    assert stands(person, needed) == "overdue"


def test_an_agency_known_by_name_learns_its_number(client):
    known = saved(an_agency(name="Trust", kind=AgencyKind.HEALTH))
    bring_in(client, "agencies", as_csv(HEAD, [("A-7", "TRUST", "Health", "")]))
    assert db.session.scalars(select(ExternalKey.agency_id).where(ExternalKey.key == "A-7")).one() == known.id


def test_an_agency_that_left_is_closed_and_one_that_came_back_is_opened(client):
    saved(an_agency(name="Left", kind=AgencyKind.HEALTH))
    saved(an_agency(name="Back", kind=AgencyKind.HEALTH, is_active=False))
    rows = [("", "Left", "Health", "no"), ("", "Back", "Health", "yes"), ("", "Never", "Health", "no")]
    shown = look_at(client, "agencies", as_csv(HEAD, rows))
    assert tally(client.get(shown).text) == {"changed": 1, "ended": 1, "left out": 1}
    apply(client, shown)
    assert agencies() == [("Back", AgencyKind.HEALTH, True), ("Left", AgencyKind.HEALTH, False)]


def test_schools_are_left_to_their_own_list(client):
    saved(a_school(name="Hob Moor", agency=saved(an_agency(name="Hob Moor", kind=AgencyKind.SCHOOL))))
    shown = look_at(client, "agencies", as_csv(HEAD, [("", "Hob Moor", "Health", "no")]))
    assert "It is a school" in listed(client.get(shown).text)[0][2]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("", "X", "Circus", "")], "“Circus” is not a group that the portal knows"),
        ([("", "", "Health", "")], "Enter the name of the agency"),
        ([("", "X", "", "")], "Enter a group, such as health or voluntary"),
        ([("", "X", "Health", "perhaps")], "Write yes or no"),
        ([("", "X", "Health", ""), ("", "x", "Health", "")], "It is in row 2 already"),
        ([("1", "X", "Health", ""), ("2", "x", "Health", "")], "Another row of this list has this name"),
    ],
)
def test_what_cannot_be_right_is_refused(client, rows, says):
    shown = look_at(client, "agencies", as_csv(HEAD, rows))
    refused = [row[2] for row in listed(client.get(f"{shown}?show=refused").text)]
    assert refused == [says]

"""The Department for Education's list of schools: read as it is published, matched by URN."""

import pytest
from sqlalchemy import select

from portal.imports.domain import ImportState
from portal.kernel import work
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.domain import AgencyKind, SchoolPhase, SearchKind
from portal.people.models import Agency, School, SearchEntry
from tests.factories import a_school, an_agency, an_area, saved, someone
from tests.integration.imports.steps import (
    apply,
    as_csv,
    bring_in,
    do_work,
    listed,
    look_at,
    tally,
    the_import,
    upload,
)
from tests.support.pages import errors_on

HEAD = (
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName"),
    *("TypeOfEstablishment (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate"),
    *("PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "Postcode", "Head’s “note” £"),
)


@pytest.fixture(autouse=True)
def partnership(client):
    client.sign_in(someone(Role.COORDINATOR))
    return {name: saved(an_area(name=name)) for name in ("East", "West")}


def a_row(urn, name="Hob Moor", **given):
    said = {
        "la": "York",
        "kind": "Community school",
        "status": "Open",
        "phase": "Primary",
        "post": "YO24 4PS",
    }
    said |= {"low": "4", "high": "11", "closed": "", **given}
    cells = [urn, "816", said["la"], "2001", name, said["kind"], said["status"], "01-09-1990"]
    return [*cells, said["closed"], said["phase"], said["low"], said["high"], said["post"], "x"]


def gias(*rows):
    """As the Department writes it: Windows-1252."""
    return as_csv(HEAD, rows, "cp1252")


def chosen(partnership, **more):
    return {"local_authority": "York", "districts": "yo24 west", "local_area": partnership["East"].id, **more}


def schools():
    rows = db.session.scalars(select(School).order_by(School.urn))
    return [(one.urn, one.name, one.phase, one.is_open) for one in rows]


def test_a_list_of_england_is_shown_and_applied(client, partnership):
    elsewhere = [a_row(200_000 + number, la="Leeds", kind="?", phase="?") for number in range(30)]
    data = gias(a_row(121_001), a_row(121_002, "Clifton", post="YO30 1AA"), *elsewhere)
    shown = look_at(client, "schools", data, **chosen(partnership))
    page = client.get(shown)
    assert tally(page.text) == {"added": 2, "left out": 30}
    assert listed(page.text)[0][:2] == ["2", "Hob Moor"]
    assert "Local Area Team: West" in listed(page.text)[0][2]
    assert schools() == []
    assert apply(client, shown).state is ImportState.APPLIED
    assert schools() == [
        (121_001, "Hob Moor", SchoolPhase.PRIMARY, True),
        (121_002, "Clifton", SchoolPhase.PRIMARY, True),
    ]


def test_a_new_school_is_an_agency_of_its_area_and_can_be_found(client, partnership):
    bring_in(
        client, "schools", gias(a_row(121_001), a_row(121_002, "Askham", post="")), **chosen(partnership)
    )
    first, second = db.session.scalars(select(School).order_by(School.urn))
    assert (first.local_area_id, second.local_area_id) == (partnership["West"].id, partnership["East"].id)
    assert db.session.get_one(Agency, first.agency_id).kind is AgencyKind.SCHOOL
    found = select(SearchEntry.kind).where(SearchEntry.word == "askham").order_by(SearchEntry.kind)
    assert db.session.scalars(found).all() == [SearchKind.AGENCY, SearchKind.SCHOOL]


def test_the_same_list_twice_changes_nothing(client, partnership):
    data = gias(a_row(121_001), a_row(121_002, "Shut", status="Closed"))
    bring_in(client, "schools", data, **chosen(partnership))
    page = client.get(look_at(client, "schools", data, **chosen(partnership)))
    assert tally(page.text) == {"left out": 1, "unchanged": 1}
    assert "there is nothing to import" in page.text


@pytest.mark.parametrize(
    ("given", "phase"),
    [
        ({"phase": "Middle deemed secondary"}, SchoolPhase.SECONDARY),
        ({"phase": "Not applicable", "kind": "Community special school"}, SchoolPhase.SPECIAL),
        ({"phase": "16 plus", "kind": "Further education"}, SchoolPhase.COLLEGE),
        ({"phase": "Not applicable", "kind": "Other independent school", "high": "11"}, SchoolPhase.PRIMARY),
        (
            {"phase": "Not applicable", "kind": "Other independent school", "low": "11", "high": "18"},
            SchoolPhase.SECONDARY,
        ),
        (
            {"phase": "Not applicable", "kind": "Other independent school", "high": "18"},
            SchoolPhase.ALL_THROUGH,
        ),
        ({"status": "Open, but proposed to close"}, SchoolPhase.PRIMARY),
    ],
)
def test_phases_and_statuses_are_read_as_the_department_means_them(client, partnership, given, phase):
    bring_in(client, "schools", gias(a_row(121_001, **given)), **chosen(partnership))
    assert schools() == [(121_001, "Hob Moor", phase, True)]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"status": "Proposed to open"}, "It is only proposed to open"),
        ({"status": "Closed"}, "It is closed, and the register does not know it"),
        ({"kind": "Higher education institutions"}, "It is no school: Higher education institutions"),
    ],
)
def test_what_is_no_open_school_is_left_out_and_says_why(client, partnership, given, why):
    shown = look_at(client, "schools", gias(a_row(121_001, **given)), **chosen(partnership))
    assert why in listed(client.get(shown).text)[0][2]


def test_a_school_that_moved_is_changed_and_one_that_closed_is_ended(client, partnership):
    east = partnership["East"]
    kept = saved(a_school(area=east, urn=121_001, name="Old name", postcode="YO24 4PS"))
    gone = saved(a_school(area=east, urn=121_002, name="Going", postcode="YO1 1AA"))
    rows = gias(a_row(121_001, "New name"), a_row(121_002, "Going", status="Closed"))
    shown = look_at(client, "schools", rows, **chosen(partnership))
    assert tally(client.get(shown).text) == {"changed": 1, "ended": 1}
    assert "name: Old name → New name" in client.get(f"{shown}?show=changed").text
    apply(client, shown)
    assert schools() == [
        (121_001, "New name", SchoolPhase.PRIMARY, True),
        (121_002, "Going", SchoolPhase.PRIMARY, False),
    ]
    assert not db.session.get_one(Agency, gone.agency_id).is_active
    assert db.session.get_one(School, kept.id).local_area_id == east.id


def test_two_schools_of_one_name_are_told_apart_by_their_urn(client, partnership):
    taken = saved(an_agency(name="St Mary’s", kind=AgencyKind.VOLUNTARY))
    rows = gias(a_row(121_001, "St Mary’s"), a_row(121_002, "St Mary’s"))
    bring_in(client, "schools", rows, **chosen(partnership))
    names = db.session.scalars(select(Agency.name).where(Agency.id > taken.id).order_by(Agency.name)).all()
    assert names == ["St Mary’s (URN 121001)", "St Mary’s (URN 121002)"]


def test_a_school_that_came_in_as_an_agency_keeps_that_agency(client, partnership):
    agency = saved(an_agency(name="Hob Moor", kind=AgencyKind.SCHOOL))
    bring_in(client, "schools", gias(a_row(121_001)), **chosen(partnership))
    assert db.session.scalars(select(School.agency_id)).one() == agency.id


def test_without_any_area_a_new_school_is_refused_by_row_and_column(client, partnership):
    rows = gias(a_row(121_001, post="YO1 1AA"), a_row("12x"))
    shown = look_at(client, "schools", rows, **chosen(partnership, local_area=""))
    page = client.get(shown)
    assert tally(page.text) == {"refused": 2}
    assert [row[:2] for row in listed(page.text)] == [["2", "All"], ["3", "URN"]]
    answer = client.get(f"{shown}/refusals").text
    assert "A URN is a number of six digits" in answer


def test_a_district_without_a_team_is_refused_at_the_upload(client, partnership):
    sent = upload(client, "schools", gias(a_row(121_001)), **chosen(partnership, districts="YO24"))
    assert errors_on(sent.text) == ["Write a postcode district and a Local Area Team: “YO24” has none"]


def test_a_register_that_moved_meanwhile_is_looked_at_again(client, partnership):
    shown = look_at(client, "schools", gias(a_row(121_001)), **chosen(partnership))
    saved(a_school(area=partnership["East"], urn=121_001, name="Came first", postcode="YO24 4PS"))
    assert apply(client, shown).state is ImportState.READY
    page = client.get(shown)
    assert "The register changed while you were looking" in page.text
    assert tally(page.text) == {"changed": 1}
    assert apply(client, shown).state is ImportState.APPLIED
    assert schools() == [(121_001, "Hob Moor", SchoolPhase.PRIMARY, True)]


def test_each_school_and_the_import_are_written_in_the_log(client, partnership):
    taken = bring_in(client, "schools", gias(a_row(121_001)), **chosen(partnership))
    verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs[-3:] == ["apply_import", "import_add", "import"]
    last = db.session.scalars(select(Activity).order_by(Activity.id.desc()).limit(1)).one()
    assert (last.subject_id, last.details["after"]["added"], last.actor_id) == (taken.id, 1, taken.actor_id)


def test_work_that_comes_again_after_it_was_done_does_nothing(client, partnership):
    taken = bring_in(client, "schools", gias(a_row(121_001)), **chosen(partnership))
    work.defer("imports.apply", import_id=taken.id)
    work.defer("imports.read", import_id=taken.id)
    do_work()
    assert the_import(f"/imports/files/{taken.id}").state is ImportState.APPLIED
    assert len(schools()) == 1

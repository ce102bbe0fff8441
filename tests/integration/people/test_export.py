"""Downloads of people and places: what is in them, for whom, and what the log says of it."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from portal.people.routes import directory
from tests.factories import a_person, a_post, a_school, an_agency, saved, someone
from tests.support.pages import heading_on

PEOPLE = "main form.portal-downloads"


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def nurse(agency):
    person = saved(a_person(given_name="=Ann", family_name="Nurse", phone="07700 900123"))
    saved(a_post(person, agency, job_title="Nurse", is_paid=False))
    return person


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def exports() -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(Activity.verb == "export_people")))


def test_people_leave_with_their_posts_and_the_log_knows(client, agency, nurse) -> None:
    saved(a_post(nurse, saved(an_agency(name="Second")), job_title="Helper"))
    saved(a_person(family_name="Postless"))
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    rows = rows_of(client.submit("/people?name=nurse", form=PEOPLE, press="CSV"))
    assert [(row["Given name"], row["Agency"], row["Paid"]) for row in rows] == [
        ("'=Ann", "Northside Health", "no"),
        ("'=Ann", "Second", "yes"),
    ]
    (entry,) = exports()
    assert (entry.actor_id, entry.details) == (
        account.person_id,
        {"people": 1, "file_format": "csv", "filters": {"name": True}},
    )


def test_whoever_has_no_post_is_in_the_list_too(client) -> None:
    saved(a_person(family_name="Postless"))
    client.sign_in(someone(Role.COORDINATOR))
    rows = rows_of(client.submit("/people?name=postless", form=PEOPLE, press="CSV"))
    assert [(row["Family name"], row["Agency"]) for row in rows] == [("Postless", "")]


def test_an_agency_lead_takes_only_what_they_see(client, agency, nurse) -> None:
    saved(a_post(nurse, saved(an_agency(name="Secret Service")), job_title="Spy"))
    saved(a_post(saved(a_person(family_name="Elsewhere")), saved(an_agency())))
    client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
    answer = client.submit("/people", form=PEOPLE, press="CSV").get_data(as_text=True)
    assert "Nurse" in answer
    assert not any(word in answer for word in ("Spy", "Secret Service", "Elsewhere"))


@pytest.mark.parametrize(("press", "start"), [("Excel", b"PK"), ("OpenDocument", b"PK")])
def test_people_leave_in_every_format(client, nurse, press: str, start: bytes) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    data = client.submit("/people?name=nurse", form=PEOPLE, press=press).get_data()
    assert data.startswith(start)
    if press == "Excel":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert (sheet["B2"].value, sheet["B2"].data_type) == ("=Ann", "s")


def test_others_take_nobody(client, nurse) -> None:
    client.sign_in(someone(Role.AUDITOR))
    assert client.post("/people/export", data={"format": "csv"}).status_code in {400, 403}
    assert not exports()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("place", ["agencies", "schools"])
def test_places_leave_in_every_format(client, place: str, ending: str) -> None:
    client.sign_in(someone())
    answer = client.get(f"/{place}.{ending}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{place}.{ending}"'
    assert answer.get_data()


def test_places_are_taken_as_they_are_filtered(client) -> None:
    school = saved(a_school(agency=saved(an_agency(name="Acomb Primary", kind=AgencyKind.SCHOOL))))
    saved(an_agency(name="Northside Police", kind=AgencyKind.POLICE))
    client.sign_in(someone())
    assert 'href="/agencies.csv?kind=police"' in client.get("/agencies?kind=police").text
    assert [row["Agency"] for row in rows_of(client.get("/agencies.csv?kind=police"))] == ["Northside Police"]
    (row,) = rows_of(client.get("/schools.csv?name=acmob"))
    assert (row["URN"], row["School"]) == (str(school.urn), "Acomb Primary")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_a_list_that_breaks_on_the_way_is_no_file(app, client, monkeypatch, ending) -> None:
    """Sent as they are read, the rows before the fault would look like all there are."""
    client.sign_in(someone(Role.COORDINATOR))
    for number in range(3):
        saved(an_agency(name=f"Agency {number}"))

    def broken(statement):
        yield from db.session.execute(statement.limit(2))
        raise OSError("the disk is gone")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
    monkeypatch.setattr(directory, "streamed", broken)
    answer = client.get(f"/agencies.{ending}")
    assert answer.status_code == 500
    assert "Content-Disposition" not in answer.headers
    assert heading_on(answer.text) == "Sorry, there is a problem with the portal"


def test_a_file_says_how_long_it_is(client) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    answer = client.get("/agencies.csv")
    assert int(answer.headers["Content-Length"]) == len(answer.data)

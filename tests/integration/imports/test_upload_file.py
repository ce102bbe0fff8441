"""A file's way in: what is asked, what is refused at once, and who may."""

from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.imports.domain import LARGEST_FILE_MB
from portal.imports.models import FileChunk, FileImport, ImportSource
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import LocalArea
from tests.factories import an_area, saved, someone
from tests.integration.imports.steps import as_csv, look_at, upload
from tests.support.pages import errors_on, parse, words_of

HEAD = ("URN", "EstablishmentName", "PhaseOfEducation (name)", "EstablishmentStatus (name)")
LIST = as_csv(HEAD, [("121001", "Hob Moor", "Primary", "Open")])


@pytest.fixture(autouse=True)
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    saved(an_area(name="East"))
    return account


def test_the_columns_are_guessed_and_shown_with_what_they_hold(client):
    page = client.follow(upload(client, "schools", LIST))
    chosen = {
        select["name"]: words_of(select.select_one("option[selected]"))
        for select in parse(page.text).select("main select")
    }
    assert chosen["urn"] == "URN – such as 121001"
    assert chosen["status"] == "EstablishmentStatus (name) – such as Open"
    assert chosen["postcode"] == ""


def test_what_was_said_last_time_is_remembered_for_the_source(client):
    odd = as_csv(("No", "Title", "Stage", "URN"), [("121001", "Hob Moor", "Primary", "x")])
    look_at(client, "schools", odd, {"urn": "No", "name": "Title", "phase": "Stage"}, local_authority="York")
    source = db.session.scalars(select(ImportSource)).one()
    again = client.get("/imports/schools/upload")
    assert parse(again.text).select_one("#local_authority")["value"] == "York"
    page = client.follow(upload(client, "schools", odd, source=source.id, source_name=""))
    chosen = [option["value"] for option in parse(page.text).select("main select option[selected]")]
    assert [heading for heading in chosen if heading] == ["No", "Title", "Stage"]


def test_a_new_source_is_not_named_while_another_is_chosen(client):
    """The form begins with the latest source: a name typed below it must not be passed over."""
    upload(client, "schools", LIST)
    (error,) = errors_on(upload(client, "schools", LIST, source_name="Another list").text)
    assert error.startswith("You chose a source and named another")
    assert len(db.session.scalars(select(FileImport)).all()) == 1
    assert upload(client, "schools", LIST, source_name="a LIST").status_code == 302
    assert upload(client, "schools", LIST, source="", source_name="Another list").status_code == 302
    names = db.session.scalars(select(ImportSource.name).order_by(ImportSource.id)).all()
    assert names == ["A list", "Another list"]


def test_a_column_that_every_row_needs_must_be_named(client):
    sent = upload(client, "schools", as_csv(("A", "B"), [("1", "2")]))
    assert errors_on(client.submit(sent.location).text) == ["Choose the column with the URN"]
    twice = client.submit(sent.location, urn="A", name="A")
    assert errors_on(twice.text) == ["“A” cannot be several things: URN and Name of the school"]


def test_columns_of_one_name_are_told_apart(client):
    page = client.follow(upload(client, "schools", as_csv(("Name", "Name", "", ""), [("1", "2", "3", "4")])))
    offered = [option["value"] for option in parse(page.text).select("#urn option")]
    assert offered == ["", "Name", "Name (2)", "Column C", "Column D"][: len(offered)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"URN,Name\n", "The file has a header and no rows"),
        (b"%PDF-1.7", "This is a PDF. Save the list as CSV or as an Excel workbook (.xlsx)"),
        (b"PK\x03\x04", "This Excel workbook is damaged. Open it in your spreadsheet and save it again"),
    ],
)
def test_what_is_no_list_is_refused_and_not_kept(client, data, says):
    assert errors_on(upload(client, "schools", data).text) == [says]
    assert db.session.scalar(select(func.count()).select_from(FileImport)) == 0


def test_a_file_and_a_source_are_needed(client):
    assert errors_on(client.submit("/imports/schools/upload").text) == [
        "Select a CSV file or an Excel workbook"
    ]
    sent = upload(client, "schools", LIST, source_name="")
    assert errors_on(sent.text) == ["Give the source a name, such as “Health trust HR list”"]


def test_a_list_of_england_may_be_larger_than_other_pages_take(client):
    rows = [("1" * 6, "x" * 90, "Primary", "Open")] * 110_000
    large = as_csv(HEAD, rows)
    assert 10 * 2**20 < len(large) < LARGEST_FILE_MB * 2**20
    page = parse(client.get("/imports/schools/upload").text)
    token = page.select_one("main form input[name=csrf_token]")["value"]
    # As bytes: the test client would leave its own temporary file open.
    said = {
        "csrf_token": token,
        "source_name": "All of England",
        "file": FileStorage(BytesIO(large), "all.csv"),
    }
    boundary, body = encode_multipart(said)
    kind = f"multipart/form-data; boundary={boundary}"
    assert client.post("/imports/schools/upload", data=body, content_type=kind).status_code == 302
    assert db.session.scalar(select(func.count()).select_from(FileChunk)) == len(large) // 2**20 + 1


def test_a_stranger_may_not_send_as_much(client):
    client.sign_out()
    sent = client.post("/imports/schools/upload", data={"districts": (b"x" * 11_000_000).decode()})
    assert sent.status_code == 413


def test_the_example_is_understood_without_naming_a_column(client):
    example = client.get("/imports/schools/template").data
    area_id = db.session.scalar(select(LocalArea.id))
    page = client.get(look_at(client, "schools", example, local_area=area_id))
    assert "Example Primary School" in page.text


def test_a_kind_that_does_not_exist_is_not_found(client):
    assert client.get("/imports/houses/upload").status_code == 404
    assert client.get("/imports/files/999999").status_code == 404

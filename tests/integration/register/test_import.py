"""From a file to the register and back: looked at first, applied whole or not at all."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from audits.register import jobs
from audits.register.domain import ImportState, LinkKind
from audits.register.models import Assessment, AssessmentLink, RegisterImport
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_person, an_agency, an_area, saved, someone
from tests.factories_audits import a_link, an_assessment
from tests.support.pages import errors_on, heading_on, parse, words_of
from tests.support.workbooks import a_workbook

UPLOAD = "/audits/register/files/upload"
HEAD = "reference,local_area,agency,level,opened_on,lead_practitioner,taf"


@pytest.fixture(autouse=True)
def partnership(client):
    client.sign_in(someone(Role.COORDINATOR))
    saved(an_area(name="East"))
    saved(an_agency(name="Hob Moor Primary"))
    return saved(a_person(reference="YRK-1"))


def rows(*numbers, level=2, taf=""):
    return [f"FEHA-{number},East,Hob Moor Primary,{level},03/02/2026,YRK-1,{taf}" for number in numbers]


def send(client, lines, head=HEAD):
    return client.submit(UPLOAD, file=(BytesIO("\n".join([head, *lines]).encode()), "march.csv"))


def bring_in(client, lines, head=HEAD):
    shown = send(client, lines, head).location
    return client.submit(shown, form="form[action$='/apply']")


def summary(html):
    page = parse(html)
    keys, values = page.select(".govuk-summary-list__key"), page.select(".govuk-summary-list__value")
    return [f"{words_of(key)}: {words_of(value)}" for key, value in zip(keys, values, strict=True)]


def count(model=Assessment):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_file_is_shown_before_anything_happens(client):
    page = client.follow(send(client, rows(1, 2)))
    assert heading_on(page.text) == "Check what march.csv would change"
    assert summary(page.text) == [
        "Rows in the file: 2",
        "Would be added: 2",
        "Would be changed: 0",
        "Stay as they are: 0",
        "Refused: 0",
    ]
    assert count() == 0


def test_applying_adds_every_row(client, partnership):
    page = client.follow(bring_in(client, rows(1, 2, taf="YRK-1")))
    assert "2 assessments added and 0 changed" in page.text
    first = db.session.scalars(select(Assessment).order_by(Assessment.reference)).first()
    assert (first.reference, first.level, first.lead_practitioner_id) == ("FEHA-1", 2, partnership.id)
    links = db.session.scalars(select(AssessmentLink)).all()
    assert {(link.person_id, link.kind) for link in links} == {(partnership.id, LinkKind.TAF)}
    assert count(AssessmentLink) == 2


def test_an_excel_workbook_is_as_good(client):
    book = a_workbook(
        [HEAD.split(","), ["FEHA-1", "East", "Hob Moor Primary", 2, date(2026, 2, 3), "YRK-1", ""]]
    )
    shown = client.submit(UPLOAD, file=(BytesIO(book), "march.xlsx")).location
    client.submit(shown, form="form[action$='/apply']")
    assessment = db.session.scalars(select(Assessment)).one()
    assert (assessment.level, assessment.opened_on) == (2, date(2026, 2, 3))


def test_the_same_file_twice_changes_nothing(client):
    bring_in(client, rows(1, 2, taf="YRK-1"))
    page = client.follow(send(client, rows(1, 2, taf="YRK-1")))
    assert "Stay as they are: 2" in summary(page.text)
    assert "there is nothing to import" in page.text


def test_a_change_is_shown_and_made(client):
    bring_in(client, rows(1, 2, taf="YRK-1"))
    saved(a_person(reference="YRK-2"))
    shown = client.follow(send(client, [*rows(1, level=3, taf="YRK-2"), *rows(2, taf="YRK-1")]))
    assert "level: 2 → 3; people: member of the team around the family" in shown.text
    client.submit(shown.request.path, form="form[action$='/apply']")
    db.session.expire_all()
    levels = db.session.scalars(select(Assessment.level).order_by(Assessment.reference)).all()
    assert (levels, count(AssessmentLink)) == ([3, 2], 3)


def test_whoever_was_part_of_it_stays_known(client, partnership):
    bring_in(client, rows(1, taf="YRK-1"))
    other = saved(a_person(reference="YRK-2"))
    for _ in range(2):
        for reference in ("YRK-2", "YRK-1"):
            bring_in(client, [f"FEHA-1,East,Hob Moor Primary,2,03/02/2026,{reference},"])
    links = db.session.scalars(select(AssessmentLink)).all()
    assert {(link.person_id, link.kind) for link in links} == {
        (partnership.id, LinkKind.TAF),
        (partnership.id, LinkKind.LED),
        (other.id, LinkKind.LED),
    }


def test_columns_that_are_not_in_the_file_stay_as_they_are(client, partnership):
    bring_in(client, rows(1, taf="YRK-1"))
    assessment = db.session.scalars(select(Assessment)).one()
    saved(a_link(assessment, partnership, LinkKind.DECLARED))
    bring_in(client, ["FEHA-1,East,Hob Moor Primary,4,2026-02-03"], HEAD.split(",lead", 1)[0])
    db.session.expire_all()
    assert (assessment.level, assessment.lead_practitioner_id) == (4, partnership.id)
    assert count(AssessmentLink) == 2


def test_one_bad_row_imports_nothing(client):
    bad = "FEHA-3,Mars,Hob Moor Primary,9,03/02/2026,YRK-1,"
    page = send(client, [*rows(1, 2), bad]).text
    assert errors_on(page) == ["Nothing was imported: 1 row of 3 cannot be read"]
    cells = [words_of(cell) for cell in parse(page).select("tbody td")]
    assert cells[:3] == ["4", "local_area", "There is no Local Area Team called “Mars”"]
    assert cells[3:] == ["4", "level", "A level is one of 1, 2, 3 and 4"]
    assert (count(), count(RegisterImport)) == (0, 0)


def test_a_family_name_is_refused_and_never_kept(client):
    page = send(client, [f"{row},Robin Archer" for row in rows(1)], f"{HEAD},child_name").text
    assert "The portal never stores family names: remove the column child_name" in page
    assert "Archer" not in page
    assert count(RegisterImport) == 0


def test_a_cell_that_is_too_long_is_named_once(client):
    page = send(client, [f"{'F' * 10_000}1,East,Hob Moor Primary,2,03/02/2026,,"]).text
    cells = [words_of(cell) for cell in parse(page).select("tbody td")]
    assert cells == ["2", "reference", "This cell has 10,001 characters; the most is 120"]


def test_no_file_and_no_rows_are_refused(client):
    assert errors_on(client.submit(UPLOAD).text) == ["Select a CSV file or an Excel workbook"]
    assert errors_on(send(client, []).text) == ["The file has a header and no rows"]


def test_a_file_is_applied_once(client):
    shown = send(client, rows(1)).location
    client.submit(shown, form="form[action$='/apply']")
    assert "Imported on 3 March 2026 at 10am: 1 assessment added" in client.get(shown).text
    page = parse(client.get(UPLOAD).text)
    token = page.select_one("main input[name=csrf_token]")["value"]
    assert client.post(f"{shown}/apply", data={"csrf_token": token}).status_code == 409


def test_a_file_left_lying_is_forgotten(client, at):
    shown = send(client, rows(1)).location
    at(clock.now() + timedelta(hours=25))
    assert "no longer kept" in client.get(shown).text
    jobs.forget_register_files()
    jobs.forget_register_files()
    staged = db.session.scalars(select(RegisterImport)).one()
    assert (staged.state, staged.staged) == (ImportState.DISCARDED, [])


def test_a_file_can_be_thrown_away(client):
    shown = send(client, rows(1)).location
    client.follow(client.submit(shown, form="form[action$='/discard']"))
    assert "no longer kept" in client.get(shown).text
    assert count() == 0


def test_an_agency_that_went_since_stops_the_import(client):
    shown = send(client, rows(1)).location
    db.session.execute(db.text("UPDATE agency SET name = 'Closed' WHERE name = 'Hob Moor Primary'"))
    db.session.commit()
    assert client.get(shown).status_code == 409


def test_what_is_exported_can_be_imported_again(client):
    bring_in(client, rows(1, 2, taf="YRK-1"))
    exported = client.get("/audits/register/export").data
    page = client.follow(client.submit(UPLOAD, file=(BytesIO(exported), "back.csv")))
    assert "Stay as they are: 2" in summary(page.text)


def test_the_template_is_accepted_as_a_header(client):
    template = client.get("/audits/register/template").data
    page = client.submit(UPLOAD, file=(BytesIO(template), "empty.csv"))
    assert errors_on(page.text) == ["The file has a header and no rows"]


def test_two_thousand_rows_take_as_many_statements_as_two(client):
    answer = client.follow(bring_in(client, rows(*range(2_000), taf="YRK-1")))
    assert "2,000 assessments added" in answer.text


def test_everything_is_written_in_the_log(client):
    saved(an_assessment(reference="OTHER-1"))
    bring_in(client, rows(1))
    verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["check_register_file", "import_register"]

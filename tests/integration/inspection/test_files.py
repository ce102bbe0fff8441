"""The pack to take away: a PDF that everybody can read, and a workbook, each with the day and who asked."""

from __future__ import annotations

import io
import time

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_school, saved
from tests.factories_partnership import a_part
from tests.integration.certificates.cast import a_coordinator
from tests.integration.champions.cast import a_member_of_staff
from tests.integration.inspection.cast import agency_of, of_agency, of_school, staff_of_a_school, the_champion
from tests.support.pdfua import faults
from training.certificates.domain import code_in_groups

SECONDS_FOR_500 = 30


@pytest.fixture
def staff():
    return staff_of_a_school()


def text_of(made: bytes) -> str:
    with pypdfium2.PdfDocument(made) as file:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in file)


class TestPdf:
    def test_says_all_that_an_inspector_asks(self, client, staff):
        client.sign_in(the_champion(staff.school))
        answer = client.get(of_school(staff.school, ".pdf"))
        assert answer.mimetype == "application/pdf"
        text = text_of(answer.data)
        assert "Inspection pack: Hob Moor Primary" in text
        assert "asked for by Sam Asker" in text
        assert "Made on 3 March 2026" in text
        for words in (
            "Gus Gap Family worker Early help for all staff Overdue since",
            "Champion: Tina Trained",
        ):
            assert words in text
        assert code_in_groups(staff.certificates["current"].code) in text

    def test_everybody_can_read_it(self, client, staff):
        client.sign_in(the_champion(staff.school))
        for address in (of_school(staff.school, ".pdf"), of_school(saved(a_school()), ".pdf")):
            client.sign_in(a_coordinator())
            assert faults(client.get(address).data) == []

    def test_each_number_leads_to_its_check_page(self, client, staff):
        client.sign_in(the_champion(staff.school))
        made = client.get(of_school(staff.school, ".pdf")).data
        assert f"/certificates/check/{staff.certificates['current'].code}".encode() in uncompressed(made)

    def test_a_longer_register_than_may_be_drawn_is_a_spreadsheet_only(self, client, staff):
        a_part("rules.inspection", in_one_pdf=50)
        client.query_budget = 11  # what was just set is read once more
        for number in range(50):
            a_member_of_staff(staff.school, family_name=f"Many{number}")
        client.sign_in(a_coordinator())
        page = client.get(of_school(staff.school)).text
        assert "A PDF is made for up to 50 people." in page
        assert ".pdf" not in page
        answer = client.get(of_school(staff.school, ".pdf"))
        assert answer.status_code == 409
        assert "This register is too long for a PDF" in answer.text
        assert len(register_of(client.get(of_school(staff.school, ".xlsx")))) == 54

    @pytest.mark.timeout(120)
    def test_five_hundred_people_take_some_seconds(self, client, staff):
        a_part("rules.inspection", in_one_pdf=500)
        for number in range(497):
            a_member_of_staff(staff.school, family_name=f"Many{number}")
        client.sign_in(a_coordinator())
        client.query_budget = 30
        started = time.process_time()
        made = client.get(of_school(staff.school, ".pdf")).data
        assert time.process_time() - started < SECONDS_FOR_500
        assert "Many496" in text_of(made)


def uncompressed(made: bytes) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as file:
        file.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


def register_of(answer) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(answer.data))
    return list(book["Register"].iter_rows(values_only=True))


class TestWorkbook:
    @pytest.fixture
    def answer(self, client, staff):
        client.sign_in(the_champion(staff.school))
        return client.get(of_school(staff.school, ".xlsx"))

    def test_says_when_it_was_made_and_for_whom(self, answer):
        book = load_workbook(io.BytesIO(answer.data))
        about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
        assert about["Asked for by"] == "Sam Asker"
        assert str(about["Made on"]).startswith("2026-03-03")
        assert (about["People"], about["Missed required training, or let it lapse"]) == (4, 2)

    def test_lists_what_is_asked_of_whom(self, answer):
        rows = load_workbook(io.BytesIO(answer.data))["Required training"].iter_rows(values_only=True)
        assert [(row[0], row[3], row[4]) for row in list(rows)[1:]] == [
            ("Gus Gap", "Early help for all staff", "Overdue"),
            ("Len Lapsed", "Early help for all staff", "Expired"),
            ("Tina Trained", "Early help for all staff", "Current"),
        ]

    def test_has_a_row_for_each_certificate_and_for_whoever_has_none(self, answer, staff):
        found = {row[0]: row[3:] for row in register_of(answer)[1:]}
        held = staff.certificates["current"]
        assert found["Gus Gap"][1] == "No certificate"
        assert found["Tina Trained"][5:] == (
            "Valid",
            code_in_groups(held.code),
            f"http://127.0.0.1:8000/certificates/check/{held.code}",
        )

    def test_of_an_agency_too(self, client, staff):
        client.sign_in(a_coordinator())
        rows = register_of(client.get(of_agency(agency_of(staff.school), ".xlsx")))
        assert {row[2] for row in rows[1:]} == {"Hob Moor Primary"}


def test_that_it_was_taken_stands_in_the_log_of_everybody_in_it(client, staff):
    coordinator = a_coordinator()
    client.sign_in(coordinator)
    client.get(of_school(staff.school, ".xlsx"))
    entries = select(Activity.actor_id, Activity.person_id).where(Activity.verb == "download_inspection_pack")
    told = {(row[0], row[1]) for row in db.session.execute(entries)}
    assert told == {(coordinator.person_id, one.id) for one in (staff.current, staff.lapsed, staff.missing)}

"""The PDF of a certificate: what it says, that everybody can read it, and that it is always the same."""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from portal.kernel import pdf
from portal.kernel.db import db, unit_of_work
from tests.integration.certificates.cast import a_certificate
from tests.integration.certificates.test_change import Nothing
from training.certificates import documents, jobs
from training.certificates.domain import TEMPLATE_VERSION, Snapshot
from training.certificates.models import CertificateDocument
from training.certificates.services import keeping

SNAPSHOT = Snapshot(
    code="ACDEFGHJKMNP",
    person_name="Zoë O’Neill-Łukasz",
    course_title="Early Help Champions: the Family Early Help Assessment",
    course_version=2,
    level="Core",
    minutes=390,
    dates=(date(2026, 3, 3), date(2026, 3, 4)),
    outcomes=("Explain what early help is", "Write down the child’s own words"),
    issuer="York Early Help Partnership",
    signatory="Early Help Training Lead",
    check_url="https://portal.example.gov.uk/certificates/check/ACDEFGHJKMNP",
    issued_on=date(2026, 3, 5),
    expires_on=date(2029, 3, 4),
)
PRINTED = (
    SNAPSHOT.issuer,
    SNAPSHOT.person_name,
    SNAPSHOT.course_title,
    "6 hours 30 minutes",
    "Core",
    "Tuesday 3 March 2026 and Wednesday 4 March 2026",
    "Valid until 4 March 2029",
    "Write down the child’s own words",
    "Early Help Training Lead",
    "ACDE-FGHJ-KMNP",
    "Issued 5 March 2026",
)
SECONDS_EACH = 0.25  # five times the budget: a shared machine in a bad moment, and no accident


@pytest.fixture
def drawn() -> bytes:
    return documents.draw(SNAPSHOT, TEMPLATE_VERSION)


@pytest.fixture
def file(drawn):
    with pikepdf.open(io.BytesIO(drawn)) as opened:
        yield opened


def text_of(made: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().split())


class TestWords:
    def test_prints_the_whole_snapshot_on_one_page(self, drawn, file):
        text = text_of(drawn)
        for words in PRINTED:
            assert words in text
        assert len(file.pages) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"person_name": "Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh " * 2},
            {"course_title": "A very long title of a course that goes on and on " * 4},
            {"outcomes": tuple(f"Outcome {n} of a course that promises a lot" for n in range(12))},
            {"outcomes": (), "expires_on": None},
        ],
    )
    def test_stays_on_one_page_whatever_is_printed(self, change):
        made = documents.draw(replace(SNAPSHOT, **change), TEMPLATE_VERSION)
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert len(opened.pages) == 1

    def test_prints_names_as_words_and_never_as_markup(self):
        made = documents.draw(replace(SNAPSHOT, person_name="<b>Bobby</b> & Söhne"), TEMPLATE_VERSION)
        assert "<b>Bobby</b> & Söhne" in text_of(made)

    def test_its_code_leads_to_the_check_page(self, drawn):
        picture = pypdfium2.PdfDocument(drawn)[0].render(scale=3).to_pil()
        (found,) = zxingcpp.read_barcodes(picture)
        assert found.text == SNAPSHOT.check_url


class TestEverybodyCanReadIt:
    """PDF/UA-1, as far as a program can tell."""

    def test_is_tagged_in_british_english(self, file):
        assert file.Root.MarkInfo.Marked
        assert file.Root.StructTreeRoot.K
        assert file.Root.Lang == "en-GB"

    def test_shows_its_title(self, file):
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert SNAPSHOT.person_name in str(file.docinfo.Title)

    def test_says_that_it_is_pdf_ua(self, file):
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert SNAPSHOT.course_title in metadata["dc:title"]

    def test_every_font_is_embedded_and_can_be_read_as_text(self, file):
        fonts = list(file.pages[0].Resources.Font.values())
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert any(name in descriptor for name in ("/FontFile2", "/FontFile3"))
            assert "/ToUnicode" in font

    def test_the_figure_says_what_it_is(self, file):
        figures = [one for one in elements(file.Root.StructTreeRoot) if one.get("/S") == "/Figure"]
        assert [str(one.Alt) for one in figures] == [f"QR code that leads to {SNAPSHOT.check_url}"]

    def test_headings_and_lists_are_headings_and_lists(self, file):
        kinds = {str(one.get("/S")) for one in elements(file.Root.StructTreeRoot)}
        assert {"/H1", "/H2", "/L", "/LI", "/P", "/Link"} <= kinds


def elements(node):
    """Every structure element below this one."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


class TestAlwaysTheSame:
    def test_bytes_follow_from_the_snapshot_alone(self, drawn, at):
        at(datetime(2031, 1, 1, tzinfo=UTC))
        documents.draw(replace(SNAPSHOT, person_name="Somebody else"), TEMPLATE_VERSION)
        for shared in (pdf._fonts, pdf._sheet, pdf._fetcher):
            shared.cache_clear()
        assert documents.draw(SNAPSHOT, TEMPLATE_VERSION) == drawn

    def test_is_stored_with_its_hash_and_sent_as_stored(self):
        certificate = a_certificate()
        before = keeping.document_of(certificate)
        jobs.render({"certificate_ids": [certificate.id]}, Nothing())
        kept = db.session.scalars(select(CertificateDocument)).one()
        assert kept.sha256 == hashlib.sha256(kept.pdf).hexdigest()
        assert keeping.document_of(certificate) == kept.pdf == before

    def test_two_workers_store_one(self):
        certificate = a_certificate()
        for made in (b"first", b"second"):
            with unit_of_work():
                keeping.store_document(certificate.id, made)
        assert keeping.document_of(certificate) == b"first"

    def test_fetches_nothing(self):
        with pytest.raises(ValueError, match="may not fetch https://example"):
            pdf.render('<html lang="en"><img alt="" src="https://example.org/a.png">', style="certificate")

    @pytest.mark.usefixtures("drawn")
    def test_costs_little(self):
        started = time.process_time()
        for number in range(5):
            documents.draw(replace(SNAPSHOT, person_name=f"Person {number}"), TEMPLATE_VERSION)
        assert (time.process_time() - started) / 5 < SECONDS_EACH

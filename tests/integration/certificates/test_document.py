"""The PDF of a certificate: what it says, that everybody can read it, and that it is always the same."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from portal.kernel import pdf
from tests.support.pdfua import elements, faults
from training.certificates import documents
from training.certificates.domain import TEMPLATE_VERSION, Snapshot
from training.certificates.press import Press

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


def careful(snapshot: Snapshot) -> bytes:
    return documents.draw_with_care(snapshot, TEMPLATE_VERSION)


def bulk(snapshot: Snapshot) -> bytes:
    made = Press().draw(snapshot, TEMPLATE_VERSION)
    assert made.mould
    return made.pdf


@pytest.fixture(params=(careful, bulk))
def drawn(request) -> bytes:
    return request.param(SNAPSHOT)


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
        made = documents.draw_with_care(replace(SNAPSHOT, **change), TEMPLATE_VERSION)
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert len(opened.pages) == 1

    def test_prints_names_as_words_and_never_as_markup(self):
        made = documents.draw_with_care(
            replace(SNAPSHOT, person_name="<b>Bobby</b> & Söhne"), TEMPLATE_VERSION
        )
        assert "<b>Bobby</b> & Söhne" in text_of(made)

    def test_its_code_leads_to_the_check_page(self, drawn):
        picture = pypdfium2.PdfDocument(drawn)[0].render(scale=3).to_pil()
        (found,) = zxingcpp.read_barcodes(picture)
        assert found.text == SNAPSHOT.check_url


class TestEverybodyCanReadIt:
    """PDF/UA-1, as far as a program can tell."""

    def test_breaks_no_rule(self, drawn):
        assert faults(drawn) == []

    def test_is_in_british_english_and_shows_its_title(self, file):
        assert file.Root.Lang == "en-GB"
        assert str(file.docinfo.Title) == f"Certificate: {SNAPSHOT.course_title} – {SNAPSHOT.person_name}"

    def test_the_figure_says_what_it_is(self, file):
        figures = [one for one in elements(file.Root.StructTreeRoot) if one.get("/S") == "/Figure"]
        assert [str(one.Alt) for one in figures] == [f"QR code that leads to {SNAPSHOT.check_url}"]

    def test_the_link_leads_to_the_check_page(self, file):
        (link,) = file.pages[0].Annots
        assert str(link.A.URI) == str(link.Contents) == SNAPSHOT.check_url

    def test_headings_and_lists_are_headings_and_lists(self, file):
        kinds = {str(one.get("/S")) for one in elements(file.Root.StructTreeRoot)}
        assert {"/H1", "/H2", "/L", "/LI", "/P", "/Link"} <= kinds


class TestAlwaysTheSame:
    @pytest.mark.parametrize("draw", [careful, bulk])
    def test_bytes_follow_from_the_snapshot_alone(self, draw, at):
        drawn = draw(SNAPSHOT)
        at(datetime(2031, 1, 1, tzinfo=UTC))
        draw(replace(SNAPSHOT, person_name="Somebody else"))
        for shared in (pdf._fonts, pdf._sheet, pdf._fetcher):
            shared.cache_clear()
        assert draw(SNAPSHOT) == drawn

    def test_fetches_nothing(self):
        with pytest.raises(ValueError, match="may not fetch https://example"):
            pdf.render('<html lang="en"><img alt="" src="https://example.org/a.png">', style="certificate")

    @pytest.mark.usefixtures("drawn")
    def test_costs_little(self):
        started = time.process_time()
        for number in range(5):
            documents.draw_with_care(replace(SNAPSHOT, person_name=f"Person {number}"), TEMPLATE_VERSION)
        assert (time.process_time() - started) / 5 < SECONDS_EACH

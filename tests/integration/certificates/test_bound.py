"""Many certificates as one PDF: as well tagged as each of them, with bookmarks, and sealed as a whole."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from tests.factories_partnership import a_part
from tests.integration.certificates.cast import a_confirmed_event, a_coordinator, a_result, issued
from tests.integration.certificates.test_change import Nothing
from tests.integration.certificates.test_document import SNAPSHOT, bulk, careful
from tests.integration.certificates.test_packs import told
from tests.integration.certificates.test_seal import judged, key_file
from tests.support.pages import parse, words_of
from tests.support.pdfua import elements, faults
from training.certificates import binding, jobs
from training.certificates.queries import ledger
from training.certificates.sealing import seal_of

__all__ = ["key_file"]
NAMES = ("Zoë O’Neill", "Иван Петров", "Ann Here")


def bound(*documents: bytes) -> bytes:
    out = io.BytesIO()
    binding.bind([(f"Person {at}", one) for at, one in enumerate(documents)], "Certificates: all", out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(app) -> bytes:
    with app.app_context():
        named = [replace(SNAPSHOT, person_name=name) for name in NAMES]
        return bound(bulk(named[0]), careful(named[1]), bulk(named[2]), careful(named[0]))


class TestBinding:
    def test_breaks_no_rule(self, made):
        assert faults(made) == []

    def test_a_sealed_one_can_be_bound_too(self, made, key_file):
        seal = seal_of(str(key_file))
        assert faults(seal.put_on(made)) == []

    def test_keeps_every_page_with_its_words(self, made):
        with pypdfium2.PdfDocument(made) as file:
            words = [page.get_textpage().get_text_range() for page in file]
        assert len(words) == 4
        for text, name in zip(words, (*NAMES, NAMES[0]), strict=True):
            assert name in text

    def test_each_is_a_part_of_its_own_on_its_own_page(self, made):
        with pikepdf.open(io.BytesIO(made)) as file:
            (whole,) = file.Root.StructTreeRoot.K
            assert [str(part.S) for part in whole.K] == ["/Part"] * 4
            pages = [{one.Pg.objgen for one in elements(part) if "/Pg" in one} for part in whole.K]
            assert pages == [{page.obj.objgen} for page in file.pages]

    def test_has_a_bookmark_for_each(self, made):
        with pikepdf.open(io.BytesIO(made)) as file, file.open_outline() as outline:
            assert [one.title for one in outline.root] == [f"Person {at}" for at in range(4)]

    def test_fonts_that_are_alike_are_kept_once(self):
        drawn = [bulk(replace(SNAPSHOT, person_name=f"Person {letter}")) for letter in "ABCDEFGH"]
        assert len(bound(*drawn)) < 2 * len(drawn[0])


@pytest.fixture
def event():
    made = a_confirmed_event()
    for name in ("Ava", "Bo", "Cy"):
        a_result(made, given_name=name, family_name="Smith")
    issued(made)
    return made


def url(event, asked: str = "?form=pdf") -> str:
    return f"/training/events/{event.id}/certificates/download{asked}"


class TestDownload:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.sign_in(a_coordinator())

    def test_holds_those_of_the_event(self, client, event):
        answer = client.get(url(event))
        assert answer.mimetype == "application/pdf"
        assert faults(answer.data) == []
        with pikepdf.open(io.BytesIO(answer.data)) as file, file.open_outline() as outline:
            assert [one.title.partition(" ")[0] for one in outline.root] == ["Ava", "Bo", "Cy"]
            assert str(file.docinfo.Title) == f"Certificates: Voice of the child, {event.code}"

    def test_is_written_down_for_everybody_whose_they_are(self, client, event):
        client.get(url(event))
        assert len(told()) == 3

    @pytest.fixture
    def with_key(self, app, key_file, monkeypatch):
        settings = replace(app.config["SETTINGS"], seal_key_file=str(key_file))
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        return key_file

    def test_is_sealed_as_a_whole_where_there_is_a_key(self, client, event, with_key):
        made = client.get(url(event)).data
        assert judged(made, with_key).bottom_line
        assert faults(made) == []

    @pytest.mark.parametrize(("most", "are_sealed"), [(3, True), (2, False)])
    def test_each_of_a_zip_is_sealed_when_they_are_few(self, client, event, with_key, most, are_sealed):
        a_part("rules.certificate_files", sealed_one_by_one=most)
        with zipfile.ZipFile(io.BytesIO(client.get(url(event, "")).data)) as archive:
            found = [archive.read(name) for name in archive.namelist()]
        assert [b"/ByteRange" in one for one in found] == [are_sealed] * 3
        assert not are_sealed or all(judged(one, with_key).bottom_line for one in found)

    @pytest.mark.usefixtures("with_key")
    def test_the_page_says_what_becomes_of_seals(self, client, event):
        ids = list(ledger.list_whose(ledger.select_current_of_event(event.id)))
        jobs.render({"certificate_ids": ids}, Nothing())
        page = client.get(f"/training/events/{event.id}/certificates/progress").text
        assert "The one PDF has one seal on the whole of it" in page


class TestParts:
    @pytest.fixture(autouse=True)
    def in_parts(self, client, event):
        for number in range(18):
            a_result(event, given_name=f"More{number}")
        issued(event)
        a_part("rules.certificate_files", in_one_file=20)
        client.sign_in(a_coordinator())

    def test_are_offered_when_they_are_many(self, client, event):
        page = parse(client.get(url(event, "")).text)
        assert "One file holds up to 20 certificates" in words_of(page.select_one("main"))
        assert [words_of(one) for one in page.select("main li")] == [
            f"Part {part} as {label}, {count}"
            for label in ("ZIP, a PDF for each certificate", "One PDF for each part")
            for part, count in ((1, "20 certificates"), (2, "1 certificate"))
        ]
        assert told() == []  # nothing has left the portal yet

    def test_hold_everybody_once(self, client, event):
        names = []
        for part in (1, 2):
            with zipfile.ZipFile(io.BytesIO(client.get(url(event, f"?part={part}")).data)) as archive:
                names += archive.namelist()
        assert len(names) == len(set(names)) == 21
        assert len(told()) == 21

    def test_as_one_pdf_too(self, client, event):
        with pikepdf.open(io.BytesIO(client.get(url(event, "?form=pdf&part=2")).data)) as file:
            assert len(file.pages) == 1

    @pytest.mark.parametrize("part", ["0", "3", "-1"])
    def test_one_that_is_not_there(self, client, event, part):
        assert client.get(url(event, f"?part={part}")).status_code == 404

"""Many certificates of one layout: each is what the careful path would have made, or is made by it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops

from tests.integration.certificates.names import COUNT, ELSEWHERE, thousand
from tests.integration.certificates.test_document import SNAPSHOT, text_of
from tests.support.pdfua import faults
from training.certificates import documents
from training.certificates.bulk.mould import Mould
from training.certificates.domain import TEMPLATE_VERSION, new_code
from training.certificates.press import Press

BEGINNING = SNAPSHOT.check_url.removesuffix(SNAPSHOT.code)
# How different a point of two pictures may be, of 255: rounding, and no letter that stands elsewhere.
ALIKE = 40
# Of scripts that a machine may have no fonts for: boxes are drawn, and read out as what they stand for.
OTHER_SCRIPTS = "[\u0900-\u097f\u3040-\u9fff\uac00-\ud7af\U0001f300-\U0001faff]"
NO_FONTS = [one for one in ELSEWHERE if re.search(OTHER_SCRIPTS, one)]


def named(name: str, code: str = SNAPSHOT.code):
    return replace(SNAPSHOT, person_name=name, code=code, check_url=BEGINNING + code)


@pytest.fixture(scope="module")
def mould(app) -> Mould:
    with app.app_context():
        return documents.cast(SNAPSHOT, TEMPLATE_VERSION)


def qr_of(made: bytes) -> str:
    page = pypdfium2.PdfDocument(made)[0]
    corner = page.render(scale=2, crop=(420, 50, 60, 680)).to_pil()
    (found,) = zxingcpp.read_barcodes(corner)
    return found.text


def letters_of(text: str) -> Counter[str]:
    """Whatever their order: that of Arabic and Hebrew is the reader's business."""
    plain = unicodedata.normalize("NFKC", text)
    return Counter(one for one in plain if unicodedata.category(one)[0] in "LN")


def lines_of(made: bytes) -> list[str]:
    return pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().splitlines()


@pytest.fixture(scope="module")
def drawn(app):
    with app.app_context():
        press = Press()
        snapshots = [named(name, new_code()) for name in thousand()]
        return [(one, press.draw(one, TEMPLATE_VERSION)) for one in snapshots]


class TestAThousandNames:
    def test_most_are_made_in_bulk(self, drawn):
        in_bulk = [one for one in drawn if one[1].mould]
        assert len(drawn) == COUNT
        assert len(in_bulk) > 0.85 * COUNT

    def test_what_the_fonts_cannot_set_is_made_with_care(self, drawn):
        names = {snapshot.person_name for snapshot, made in drawn if made.mould is None}
        assert set(ELSEWHERE) - names == {"<b>Bobby</b> & Söhne"}
        assert all(
            len(name) <= documents.LONGEST_NAME
            for name in {one.person_name for one, made in drawn if made.mould}
        )

    def test_each_says_the_name_and_the_code(self, drawn):
        for snapshot, made in drawn:
            if made.mould:
                lines = lines_of(made.pdf)
                assert snapshot.person_name in lines
                assert documents.code_in_groups(snapshot.code) in lines
                assert snapshot.code in lines

    def test_each_qr_code_leads_to_its_own_page(self, drawn):
        for snapshot, made in drawn:
            assert qr_of(made.pdf) == snapshot.check_url

    def test_what_is_made_with_care_says_the_name_too(self, drawn):
        for snapshot, made in drawn:
            if made.mould is None:
                assert letters_of(snapshot.person_name) <= letters_of(text_of(made.pdf))

    def test_everybody_can_read_them(self, drawn):
        for snapshot, made in drawn[:: COUNT // 50]:
            found = faults(made.pdf)
            assert not found or snapshot.person_name in NO_FONTS, (snapshot.person_name, found)


@pytest.mark.parametrize(
    "name", ["Ava Tovey", "Wayne LaToya", "Yves T’Award", "Zoë O’Neill-Łukasz", "Llŷr ŵr Tŷ"]
)
def test_looks_as_if_laid_out_for_the_person(mould, name):
    snapshot = named(name, "XYWTRQPNMKJH")
    careful, bulk = (
        documents.draw_with_care(snapshot, TEMPLATE_VERSION),
        mould.file(documents.person_of(snapshot)),
    )
    assert lines_of(careful) == lines_of(bulk)
    first, second = (
        pypdfium2.PdfDocument(one)[0].render(scale=2).to_pil().convert("L") for one in (careful, bulk)
    )
    assert ImageChops.difference(first, second).getextrema()[1] < ALIKE


def test_says_nothing_of_the_sample(mould):
    made = mould.file(documents.person_of(SNAPSHOT))
    text = text_of(made)
    with pypdfium2.PdfDocument(made) as file:
        words = text + str(file.get_metadata_dict())
    assert documents.SAMPLE_NAME not in words
    assert documents.SAMPLE_CODE not in words
    assert documents.REPERTOIRE[40:60] not in words


def test_a_kept_mould_gives_the_same_bytes(mould):
    again = Mould.from_content(mould.content)
    for name in ("Ava", "Zoë O’Neill-Łukasz", "D'Arcy & <Söhne>"):
        person = documents.person_of(named(name))
        assert again.file(person) == mould.file(person)
    assert Mould.from_content(again.content).content == mould.content


def test_what_is_made_for_each_person_is_not_compressed(mould):
    """One machine's compressor may make other bytes than another's, and the hash would no longer fit."""
    made = mould.file(documents.person_of(named("Ava")))
    own = made[len(mould.head) :]
    assert b"/XRef" in own
    assert b"Filter" not in own


MADE_ELSEWHERE = """
import hashlib
from portal.settings import Environment, Settings
from tests.integration.certificates.test_document import SNAPSHOT
from training.certificates.domain import TEMPLATE_VERSION
from training.certificates.press import Press
from wsgi import create_app
settings = Settings(environment=Environment.TEST, database_url="sqlite://", secret_key="x")
with create_app(settings).app_context():
    print(hashlib.sha256(Press().draw(SNAPSHOT, TEMPLATE_VERSION).pdf).hexdigest())
"""


def test_another_process_makes_the_same_bytes():
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": "."}
    command = [sys.executable, "-c", MADE_ELSEWHERE]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    here = Press().draw(SNAPSHOT, TEMPLATE_VERSION).pdf
    assert told.stdout.strip() == hashlib.sha256(here).hexdigest()


@pytest.mark.parametrize(
    "title", [documents.SAMPLE_NAME, f"About {documents.SAMPLE_NAME}", documents.SAMPLE_CODE]
)
def test_a_course_named_like_the_sample_is_laid_out_with_care(title):
    snapshot = replace(SNAPSHOT, course_title=title)
    made = Press().draw(snapshot, TEMPLATE_VERSION)
    assert SNAPSHOT.person_name in text_of(made.pdf)
    assert title in text_of(made.pdf)
    assert made.mould is None


def test_older_layouts_are_never_made_in_bulk():
    assert [documents.digest_of(SNAPSHOT, version) for version in (1, 2)] == ["", ""]
    assert documents.digest_of(SNAPSHOT, 3)


def test_the_mould_is_that_of_everything_else_on_the_sheet():
    same = documents.digest_of(named("Another", "XYWTRQPNMKJH"), 3)
    other = documents.digest_of(replace(SNAPSHOT, course_title="Another"), 3)
    assert same == documents.digest_of(SNAPSHOT, 3) != other

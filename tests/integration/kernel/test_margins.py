"""Page numbers are for the eye: whoever has a document read out does not hear them between two lines."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from portal.kernel import pdf
from tests.support.pdfua import faults

PAGES = "".join(f'<p style="break-after: page">Page of words {number}</p>' for number in range(3))
HTML = f'<html lang="en-GB"><title>Three pages</title><h1>Three pages</h1>{PAGES}</html>'


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf.render(HTML, style="inspection")


def test_are_on_the_page(made):
    with pypdfium2.PdfDocument(made) as file:
        assert "Page 2 of 3" in file[1].get_textpage().get_text_range()


def test_are_no_part_of_what_is_read_out(made):
    assert faults(made) == []


def test_everything_else_is(made):
    with pikepdf.open(io.BytesIO(made)) as file:
        nums = list(file.Root.StructTreeRoot.ParentTree.Nums)
        assert [len(of_page) for of_page in nums[1::2]] == [2, 1, 1]

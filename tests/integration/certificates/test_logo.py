"""The logo on certificates: on new ones that of the day, on old ones what they were issued with."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select

from portal.kernel import clock, pdf
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.partnership.models import LogoPicture
from portal.partnership.pictures import as_logo
from tests.factories import saved, someone
from tests.factories_partnership import a_part
from tests.integration.certificates.cast import a_confirmed_event, a_result
from tests.integration.certificates.test_document import SNAPSHOT, bulk, careful, elements
from tests.integration.partnership.test_logo import picture
from training.certificates import documents
from training.certificates.domain import TEMPLATE_VERSION, Snapshot
from training.certificates.models import Certificate

# Of the page that layout 1 made when it was in use. The PDF follows from it, and from the machine's fonts.
LAYOUT_1 = "44779b3f2438073761a1237e55c27d90d4af3baa3ca54d8817c181c1f91990fb"
COLOUR = (15, 95, 107)


@pytest.fixture
def logo():
    made = as_logo(picture(COLOUR))
    row = LogoPicture(
        digest=made.digest,
        content=made.content,
        width=made.width,
        height=made.height,
        was_used=True,
        added_at=clock.now(),
    )
    saved(row)
    a_part("logo", digest=made.digest, alt="City of Somewhere", width=made.width, height=made.height)
    return made.digest


@pytest.fixture
def with_logo(logo) -> Snapshot:
    return replace(SNAPSHOT, logo=logo, logo_alt="City of Somewhere")


def figures(made: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(made)) as file:
        found = [one for one in elements(file.Root.StructTreeRoot) if one.get("/S") == "/Figure"]
        assert len(file.pages) == 1
        return [str(one.Alt) for one in found]


@pytest.mark.parametrize("draw", [lambda one: documents.draw_with_care(one, 2), careful, bulk])
def test_it_is_printed_and_says_what_it_shows(with_logo, draw):
    made = draw(with_logo)
    assert figures(made) == ["City of Somewhere", f"QR code that leads to {SNAPSHOT.check_url}"]
    page = pypdfium2.PdfDocument(made)[0].render(scale=2).to_pil().convert("RGB")
    assert page.getpixel((page.width // 2, 120)) == COLOUR


def test_it_moves_nothing_else(with_logo):
    first, second = (
        pypdfium2.PdfDocument(documents.draw_with_care(with_logo, layout))[0] for layout in (1, 2)
    )
    assert first.get_textpage().get_text_range() == second.get_textpage().get_text_range()


def test_the_same_snapshot_gives_the_same_bytes(with_logo):
    drawn = documents.draw_with_care(with_logo, 2)
    a_part("identity", name="Another", signatory="Nobody")
    assert documents.draw_with_care(with_logo, 2) == drawn


def test_layout_1_is_what_it_was(monkeypatch, logo):
    monkeypatch.setattr(pdf, "render", lambda html, *, style: f"{style} {html}".encode())
    stored = {key: value for key, value in SNAPSHOT.to_json().items() if not key.startswith("logo")}
    style, _, html = documents.draw_with_care(Snapshot.from_json(stored), 1).partition(b" ")
    assert style == b"certificate"
    assert hashlib.sha256(html).hexdigest() == LAYOUT_1


def test_issuing_keeps_the_logo_of_the_day(client, logo):
    event = a_confirmed_event()
    a_result(event)
    client.sign_in(someone(Role.COORDINATOR))
    client.submit(f"/training/events/{event.id}/certificates")
    made = db.session.scalars(select(Certificate)).one()
    assert (made.snapshot["logo"], made.template_version) == (logo, TEMPLATE_VERSION)
    assert made.read_snapshot().logo_alt == "City of Somewhere"

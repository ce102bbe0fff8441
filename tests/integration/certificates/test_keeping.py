"""What is kept of the documents of certificates, and that what is handed out is always that."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select, update

from portal.kernel.db import db, unit_of_work
from tests.integration.certificates.cast import a_certificate, a_confirmed_event, a_result, issued
from tests.integration.certificates.test_change import Nothing
from training.certificates import documents, jobs
from training.certificates.models import CertificateDocument, CertificateMould
from training.certificates.press import Drawn
from training.certificates.services import keeping


def made(*certificates) -> list[CertificateDocument]:
    jobs.render({"certificate_ids": [one.id for one in certificates]}, Nothing())
    return list(db.session.scalars(select(CertificateDocument).order_by(CertificateDocument.id)))


@pytest.fixture
def several():
    event = a_confirmed_event()
    for given, family in (("Ava", "Smith"), ("محمد", "الأحمد"), ("Zoë", "O’Neill")):
        a_result(event, given_name=given, family_name=family)
    return issued(event)


def test_one_mould_serves_all_whose_names_it_can_set(several):
    kept = made(*several)
    assert sorted((one.pdf is None, one.mould_id is None) for one in kept) == [
        (False, True),
        (True, False),
        (True, False),
    ]
    assert len(db.session.scalars(select(CertificateMould)).all()) == 1


def test_each_is_the_same_before_and_after_it_is_kept(several):
    before = [keeping.document_of(one) for one in several]
    kept = made(*several)
    after = [keeping.document_of(one) for one in several]
    assert before == after
    assert {one.sha256 for one in kept} == {hashlib.sha256(one).hexdigest() for one in after}


def test_what_is_kept_needs_no_fonts_and_no_layout_any_more(several, monkeypatch):
    made(*several)
    before = [keeping.document_of(one) for one in several]
    for name in ("cast", "draw_with_care"):
        monkeypatch.setattr(documents, name, lambda *_: pytest.fail("laid out again"))
    assert [keeping.document_of(one) for one in several] == before


def test_another_document_than_that_of_the_day_is_never_handed_out(client):
    certificate = a_certificate()
    made(certificate)
    db.session.execute(update(CertificateDocument).values(sha256="0" * 64))
    with pytest.raises(keeping.NotTheSame):
        keeping.document_of(certificate)


def test_two_workers_keep_one():
    certificate = a_certificate()
    for pdf in (b"first", b"second"):
        with unit_of_work():
            keeping.store_documents({certificate.id: Drawn(pdf)})
    assert keeping.document_of(certificate) == b"first"


def test_a_second_batch_of_the_same_sheet_takes_the_mould_that_is_there(several):
    first, *others = several
    made(first)
    made(*others)
    assert len(db.session.scalars(select(CertificateMould)).all()) == 1

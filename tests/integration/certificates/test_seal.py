"""The partnership's seal: any reader sees whether a document is as it was downloaded."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from stat import S_IMODE

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import select

from portal.kernel.db import db
from tests.integration.certificates.cast import a_holder
from tests.integration.certificates.test_change import Nothing
from tests.integration.certificates.test_document import SNAPSHOT, bulk, careful, text_of
from tests.support.pdfua import faults
from training.certificates import jobs
from training.certificates.models import CertificateDocument
from training.certificates.sealing import seal_of
from training.certificates.services import keeping


@pytest.fixture
def key_file(app, tmp_path):
    path = tmp_path / "seal.pem"
    made = app.test_cli_runner().invoke(args=["certificates", "make-seal", str(path)])
    assert made.exit_code == 0, made.output
    return path


def judged(sealed: bytes, key_file):
    parts = pem.unarmor(key_file.read_bytes(), multiple=True)
    own = next(x509.Certificate.load(der) for kind, _, der in parts if kind == "CERTIFICATE")
    (found,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    return validate_pdf_signature(found, ValidationContext(trust_roots=[own]))


@pytest.mark.parametrize("draw", [careful, bulk])
class TestSealed:
    def test_is_whole_and_the_partnerships(self, draw, key_file):
        verdict = judged(seal_of(str(key_file)).put_on(draw(SNAPSHOT)), key_file)
        assert verdict.bottom_line
        assert verdict.coverage is SignatureCoverageLevel.ENTIRE_FILE
        assert verdict.modification_level is ModificationLevel.NONE
        assert verdict.signing_cert.subject.native["common_name"] == "York Early Help Partnership"

    def test_one_changed_byte_is_found(self, draw, key_file):
        document = draw(SNAPSHOT)
        sealed = seal_of(str(key_file)).put_on(document)
        for at in (100, len(document) // 2, len(document) - 20):
            changed = bytearray(sealed)
            changed[at] ^= 1
            assert not judged(bytes(changed), key_file).intact

    def test_nothing_in_it_is_touched_and_everybody_can_still_read_it(self, draw, key_file):
        document = draw(SNAPSHOT)
        sealed = seal_of(str(key_file)).put_on(document)
        assert sealed.startswith(document)
        assert faults(sealed) == []
        assert text_of(sealed) == text_of(document)


class TestDownload:
    @pytest.fixture
    def held(self, client):
        account, certificate = a_holder()
        jobs.render({"certificate_ids": [certificate.id]}, Nothing())
        client.sign_in(account)
        return certificate

    @pytest.fixture
    def with_key(self, app, key_file, monkeypatch):
        monkeypatch.setitem(
            app.config, "SETTINGS", replace(app.config["SETTINGS"], seal_key_file=str(key_file))
        )
        return key_file

    def test_is_sealed_where_there_is_a_key(self, client, held, with_key):
        sealed = client.get(f"/certificates/{held.id}/download").data
        assert judged(sealed, with_key).bottom_line
        stored = db.session.scalars(select(CertificateDocument)).one()
        unsealed = keeping.document_of(held)
        assert sealed.startswith(unsealed)
        assert stored.sha256 == hashlib.sha256(unsealed).hexdigest()

    @pytest.mark.usefixtures("with_key")
    def test_the_page_says_so(self, client, held):
        page = client.get(f"/certificates/{held.id}").text
        assert "sealed with the key of York Early Help Partnership" in page

    def test_is_unsealed_without_a_key_and_the_page_says_so(self, client, held):
        assert client.get(f"/certificates/{held.id}/download").data == keeping.document_of(held)
        assert "The PDF is not sealed" in client.get(f"/certificates/{held.id}").text


def test_a_key_is_for_its_owner_and_never_written_over(app, key_file):
    before = key_file.read_bytes()
    again = app.test_cli_runner().invoke(args=["certificates", "make-seal", str(key_file)])
    assert again.exit_code != 0
    assert key_file.read_bytes() == before
    assert S_IMODE(key_file.stat().st_mode) == 0o600

"""The documents of certificates: made once, kept, and handed out. Callers commit."""

from __future__ import annotations

import hashlib

from portal.kernel import clock
from portal.kernel.db import db
from training.certificates import documents
from training.certificates.domain import (
    Snapshot,
)
from training.certificates.models import Certificate, CertificateDocument
from training.certificates.queries import kept, ledger

RENDER = "certificates.render"


def document_of(certificate: Certificate) -> bytes:
    """The PDF: as it is stored, or, until that is done, drawn from the snapshot, which comes to the same."""
    stored = kept.find_document(certificate.id)
    return stored or documents.draw(certificate.read_snapshot(), certificate.template_version)


def find_undrawn(certificate_id: int) -> tuple[Snapshot, int] | None:
    """What the document of this certificate is drawn from; None when it is there already."""
    if kept.has_document(certificate_id):
        return None
    certificate = ledger.get_certificate(certificate_id)
    return certificate.read_snapshot(), certificate.template_version


def store_document(certificate_id: int, drawn: bytes) -> None:
    """Keep the document with its hash, unless there is one: what is stored is never written again."""
    if kept.has_document(certificate_id):
        return
    db.session.add(
        CertificateDocument(
            certificate_id=certificate_id,
            sha256=hashlib.sha256(drawn).hexdigest(),
            made_at=clock.now(),
            pdf=drawn,
        )
    )

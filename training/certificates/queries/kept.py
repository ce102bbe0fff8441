"""Reads of the documents of certificates."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.kernel.db import db
from training.certificates.models import Certificate, CertificateDocument


def find_document(certificate_id: int) -> bytes | None:
    """The stored PDF, if it has been made."""
    return db.session.scalar(
        select(CertificateDocument.pdf).where(CertificateDocument.certificate_id == certificate_id)
    )


def has_document(certificate_id: int) -> bool:
    found = select(CertificateDocument.id).where(CertificateDocument.certificate_id == certificate_id)
    return db.session.scalar(found) is not None


def count_documents(event_id: int) -> tuple[int, int]:
    """How many certificates the event has given, and how many of their documents are made."""
    issued, made = db.session.execute(
        select(func.count(Certificate.id), func.count(CertificateDocument.id))
        .outerjoin(CertificateDocument, CertificateDocument.certificate_id == Certificate.id)
        .where(Certificate.event_id == event_id)
    ).one()
    return issued, made

"""Reads of the documents of certificates, and of what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from portal.kernel.db import db
from training.certificates.models import Certificate, CertificateDocument, CertificateMould


def list_documents(certificate_ids: Sequence[int]) -> Mapping[int, CertificateDocument]:
    """Those documents that have been made, with their bytes, by certificate."""
    rows = db.session.scalars(
        select(CertificateDocument)
        .where(CertificateDocument.certificate_id.in_(certificate_ids))
        .options(undefer(CertificateDocument.pdf))
    )
    return {one.certificate_id: one for one in rows}


def list_moulds(mould_ids: Sequence[int]) -> Mapping[str, bytes]:
    """These moulds by their digest."""
    rows = db.session.execute(
        select(CertificateMould.digest, CertificateMould.content).where(CertificateMould.id.in_(mould_ids))
    )
    return {digest: content for digest, content in rows}  # noqa: C416  # rows are no pairs to `dict`


def list_with_document(certificate_ids: Sequence[int]) -> frozenset[int]:
    """Which of these certificates have their document."""
    made = select(CertificateDocument.certificate_id)
    return frozenset(db.session.scalars(made.where(CertificateDocument.certificate_id.in_(certificate_ids))))


def list_certificates(certificate_ids: Sequence[int]) -> Sequence[Certificate]:
    """In the order of their events: those of one event have most in common."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.id.in_(certificate_ids))
        .order_by(Certificate.event_id, Certificate.id)
    ).all()


def find_mould(digest: str) -> bytes | None:
    return db.session.scalar(select(CertificateMould.content).where(CertificateMould.digest == digest))


def list_mould_ids(digests: Sequence[str]) -> Mapping[str, int]:
    """The number of each mould that is kept, by its digest."""
    rows = db.session.execute(
        select(CertificateMould.digest, CertificateMould.id).where(CertificateMould.digest.in_(digests))
    )
    return {digest: mould_id for digest, mould_id in rows}  # noqa: C416  # rows are no pairs to `dict`


def count_documents(event_id: int) -> tuple[int, int]:
    """How many certificates the event has given, and how many of their documents are made."""
    issued, made = db.session.execute(
        select(func.count(Certificate.id), func.count(CertificateDocument.id))
        .outerjoin(CertificateDocument, CertificateDocument.certificate_id == Certificate.id)
        .where(Certificate.event_id == event_id)
    ).one()
    return issued, made

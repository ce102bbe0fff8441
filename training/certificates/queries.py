"""Reads of the ledger of certificates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from training.certificates.domain import CertificateState
from training.certificates.models import Certificate


def is_valid(day: date) -> ColumnElement[bool]:
    """Certificates that count on this day: neither replaced nor withdrawn, and not expired."""
    return (Certificate.state == CertificateState.CURRENT) & or_(
        Certificate.expires_on.is_(None), Certificate.expires_on >= day
    )


def holds_valid(person_id: InstrumentedAttribute[int], day: date) -> ColumnElement[bool]:
    """Whether the person in this column holds any certificate that counts on this day."""
    return exists().where(Certificate.person_id == person_id, is_valid(day))

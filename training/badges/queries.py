"""Reads of what badges need to know of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.kernel.db import db
from training.badges.domain import LIST_SIZE
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate


def list_taken_back(number: int) -> Sequence[int]:
    """The bits of this list that are set: certificates that were withdrawn or replaced."""
    first = number * LIST_SIZE
    found = db.session.scalars(
        select(Certificate.id)
        .where(Certificate.id >= first, Certificate.id < first + LIST_SIZE)
        .where(Certificate.state != CertificateState.CURRENT)
        .order_by(Certificate.id)
    )
    return [certificate_id - first for certificate_id in found]


def count_lists() -> int:
    """How many lists there are: enough for the certificates of today, and always the first."""
    return (db.session.scalar(select(func.max(Certificate.id))) or 0) // LIST_SIZE + 1

"""Long work of the certificates room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kernel.db import unit_of_work
from portal.kernel.work import Progress
from training.certificates import documents
from training.certificates.services import keeping


def render(payload: Mapping[str, Any], progress: Progress) -> None:
    """Make the documents of these certificates. Safe to run twice; issues and mails nothing."""
    certificate_ids = payload["certificate_ids"]
    for done, certificate_id in enumerate(certificate_ids, start=1):
        make_document(certificate_id)
        progress.report(done, len(certificate_ids))


def make_document(certificate_id: int) -> None:
    """Draw between two transactions: nobody else waits while a page is laid out."""
    with unit_of_work():
        undrawn = keeping.find_undrawn(certificate_id)
    if undrawn is None:
        return
    drawn = documents.draw(*undrawn)
    with unit_of_work():
        keeping.store_document(certificate_id, drawn)

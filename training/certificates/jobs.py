"""Long work of the certificates room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.kernel.db import unit_of_work
from portal.kernel.work import Progress
from training.certificates.press import Press
from training.certificates.services import keeping

# As many are kept in one transaction; when each has to be laid out by itself it is some seconds' work.
AT_ONCE = 100


def render(payload: Mapping[str, Any], progress: Progress) -> None:
    """Make the documents of these certificates. Safe to run twice; issues and mails nothing."""
    certificate_ids = payload["certificate_ids"]
    press = Press(keeping.find_mould)
    for start in range(0, len(certificate_ids), AT_ONCE):
        batch = certificate_ids[start : start + AT_ONCE]
        make_documents(batch, press)
        progress.report(start + len(batch), len(certificate_ids))


def make_documents(certificate_ids: Sequence[int], press: Press) -> None:
    """Draw between two transactions: nobody else waits while pages are laid out."""
    with unit_of_work():
        undrawn = keeping.list_undrawn(certificate_ids)
    drawn = {one.certificate_id: press.draw(one.snapshot, one.template_version) for one in undrawn}
    with unit_of_work():
        keeping.store_documents(drawn)

"""The one letter about certificates: once for each version of each (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel import letters, outbox
from training.certificates.domain import code_in_groups
from training.certificates.models import Certificate

ISSUED = "issued"


def about(certificate_id: int) -> str:
    return f"certificate:{certificate_id}"


def tell(certificates: Iterable[tuple[Certificate, str | None]]) -> int:
    """Queue the letter for each certificate whose holder has an address; says how many were new."""
    return outbox.queue_all(
        [_write(certificate, email) for certificate, email in certificates if email is not None]
    )


def _write(certificate: Certificate, email: str) -> outbox.Message:
    letter = letters.write(
        "certificate_issued", snapshot=certificate.read_snapshot(), code=code_in_groups(certificate.code)
    )
    return outbox.Message(
        recipient=email,
        kind=ISSUED,
        about=about(certificate.id),
        version=certificate.version,
        subject=letter.subject,
        body=letter.body,
    )

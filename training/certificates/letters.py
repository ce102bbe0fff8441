"""The one letter about certificates: once for each version of each (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import letters, outbox
from portal.kernel.letters import Letter
from portal.people.letters import Addressed, addressed_each
from portal.people.queries import list_people
from training.certificates.domain import code_in_groups
from training.certificates.models import Certificate

ISSUED = "issued"


def about(certificate_id: int) -> str:
    return f"certificate:{certificate_id}"


def tell(certificates: Sequence[Certificate]) -> int:
    """Queue each holder's letter, for them or for the colleague who acts for them; says how many were new."""
    holders = list_people([one.person_id for one in certificates])
    written = [(holders[one.person_id], _write(one)) for one in certificates]
    pairs = zip(certificates, addressed_each(written), strict=True)
    return outbox.queue_all([_message(one, sent) for one, sent in pairs if sent is not None])


def _write(certificate: Certificate) -> Letter:
    snapshot, code = certificate.read_snapshot(), code_in_groups(certificate.code)
    return letters.write("certificate_issued", snapshot=snapshot, code=code)


def _message(certificate: Certificate, sent: Addressed) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        kind=ISSUED,
        about=about(certificate.id),
        version=certificate.version,
        subject=sent.letter.subject,
        body=sent.letter.body,
    )

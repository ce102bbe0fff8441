"""The one letter about certificates: once for each version of each (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import letters, outbox
from portal.people.letters import addressed
from portal.people.models import Person
from portal.people.queries import list_people
from training.certificates.domain import code_in_groups
from training.certificates.models import Certificate

ISSUED = "issued"


def about(certificate_id: int) -> str:
    return f"certificate:{certificate_id}"


def tell(certificates: Sequence[Certificate]) -> int:
    """Queue each holder's letter, for them or for the colleague who acts for them; says how many were new."""
    holders = list_people([one.person_id for one in certificates])
    messages = [_write(certificate, holders[certificate.person_id]) for certificate in certificates]
    return outbox.queue_all([message for message in messages if message is not None])


def _write(certificate: Certificate, holder: Person) -> outbox.Message | None:
    written = letters.write(
        "certificate_issued", snapshot=certificate.read_snapshot(), code=code_in_groups(certificate.code)
    )
    sent = addressed(holder, written)
    if sent is None:
        return None
    return outbox.Message(
        recipient=sent.recipient,
        kind=ISSUED,
        about=about(certificate.id),
        version=certificate.version,
        subject=sent.letter.subject,
        body=sent.letter.body,
    )

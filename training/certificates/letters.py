"""The one letter about certificates: once for each version of each (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.kernel import letters, outbox
from portal.messages.kinds import MessageKind
from portal.people.letters import Addressed, addressed_each, wants_text
from portal.people.queries import list_people
from training.certificates.domain import code_in_groups
from training.certificates.models import Certificate

ISSUED = "issued"
TEMPLATE = "certificate_issued"
# What stands for each placeholder in a preview: about somebody who does not exist.
SAMPLE = {
    "name": "Sam Taylor",
    "course": "Early help: the whole family",
    "code": "ACDE-FGHJ-KMNP",
    "certificates": "https://portal.example/certificates",
    "check_page": "https://portal.example/certificates/check/ACDEFGHJKMNP",
}


def message_kinds() -> Iterator[MessageKind]:
    yield MessageKind(ISSUED, "Certificate issued", template=TEMPLATE, facts=SAMPLE)


def about(certificate_id: int) -> str:
    return f"certificate:{certificate_id}"


def tell(certificates: Sequence[Certificate]) -> int:
    """Queue each holder's letter, for them or for the colleague who acts for them; says how many were new."""
    holders = list_people([one.person_id for one in certificates])
    write = letters.writer(TEMPLATE)
    written = [
        (person, write(_facts(one), with_text=wants_text(person)))
        for one in certificates
        for person in (holders[one.person_id],)
    ]
    pairs = zip(certificates, addressed_each(written), strict=True)
    return outbox.queue_all([_message(one, sent) for one, sent in pairs if sent is not None])


def _facts(certificate: Certificate) -> dict[str, object]:
    snapshot = certificate.read_snapshot()
    return {
        "name": snapshot.person_name,
        "course": snapshot.course_title,
        "code": code_in_groups(certificate.code),
        "certificates": letters.public_address("/certificates"),
        "check_page": snapshot.check_url,
    }


def _message(certificate: Certificate, sent: Addressed) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=certificate.person_id,
        kind=ISSUED,
        about=about(certificate.id),
        version=certificate.version,
        subject=sent.letter.subject,
        body=sent.letter.body,
    )

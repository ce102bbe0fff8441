"""The documents of certificates: made once, kept, and handed out. Callers commit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import Unavailable
from training.certificates.bulk.mould import Mould
from training.certificates.domain import Snapshot
from training.certificates.models import Certificate, CertificateDocument, CertificateMould
from training.certificates.press import Drawn, Press
from training.certificates.queries import kept

RENDER = "certificates.render"


class NotTheSame(Unavailable):
    """What is made of a mould is not what was made of it when the certificate was issued."""

    def __init__(self) -> None:
        super().__init__("The document of this certificate cannot be made at the moment")


def find_mould(digest: str) -> Mould | None:
    content = kept.find_mould(digest)
    return None if content is None else Mould.from_content(content)


def document_of(certificate: Certificate) -> bytes:
    """The PDF: as it is stored, or as it is made of its mould, whose hash is stored.

    Until one of them is done it is drawn from the snapshot, which comes to the same.
    """
    stored = kept.list_documents([certificate.id]).get(certificate.id)
    return handed_out(certificate, stored, Press(find_mould))


def handed_out(certificate: Certificate, stored: CertificateDocument | None, press: Press) -> bytes:
    """The same of one of many. Raises `NotTheSame` rather than hand out anything else."""
    if stored is not None and stored.pdf is not None:
        return stored.pdf
    drawn = press.draw(certificate.read_snapshot(), certificate.template_version).pdf
    if stored is not None and hashlib.sha256(drawn).hexdigest() != stored.sha256:
        raise NotTheSame
    return drawn


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A certificate without its document, and what that is drawn from."""

    certificate_id: int
    snapshot: Snapshot
    template_version: int


def list_undrawn(certificate_ids: Sequence[int]) -> Sequence[Undrawn]:
    """Those of these certificates whose documents are not there already."""
    made = kept.list_with_document(certificate_ids)
    return [
        Undrawn(one.id, one.read_snapshot(), one.template_version)
        for one in kept.list_certificates([one for one in certificate_ids if one not in made])
    ]


def store_documents(drawn: Mapping[int, Drawn]) -> None:
    """Keep each document with its hash, unless there is one: what is stored is never written again.

    One that is made of a mould is kept as that.
    """
    made = kept.list_with_document(list(drawn))
    new = {certificate_id: one for certificate_id, one in drawn.items() if certificate_id not in made}
    if not new:
        return
    moulds = _store_moulds({one.digest: one.mould for one in new.values() if one.mould is not None})
    rows = [
        {
            "certificate_id": certificate_id,
            "sha256": hashlib.sha256(one.pdf).hexdigest(),
            "made_at": clock.now(),
            "pdf": None if one.mould else one.pdf,
            "mould_id": moulds[one.digest] if one.mould else None,
        }
        for certificate_id, one in new.items()
    ]
    db.session.execute(insert(CertificateDocument), rows)


def _store_moulds(moulds: Mapping[str, Mould]) -> Mapping[str, int]:
    kept_already = kept.list_mould_ids(list(moulds))
    now = clock.now()
    rows = [
        {"digest": digest, "made_at": now, "content": mould.content}
        for digest, mould in moulds.items()
        if digest not in kept_already
    ]
    if rows:
        db.session.execute(insert(CertificateMould), rows)
    return kept.list_mould_ids(list(moulds))

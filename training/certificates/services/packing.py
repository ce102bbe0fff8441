"""Many certificates as one file, a ZIP or a PDF: of an event, an agency's people or a school's staff."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from portal.kernel.text import folded
from training.certificates import binding
from training.certificates.bulk.mould import Mould
from training.certificates.models import Certificate
from training.certificates.press import Press
from training.certificates.queries import kept
from training.certificates.services import keeping

# As many are read at once: a few megabytes.
AT_ONCE = 100
LONGEST_PART = 40


def files_of(certificate_ids: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """The document of each certificate, with a name for its file that no other has."""
    for one, content in _documents(certificate_ids):
        yield file_name(one), content


def bind_into(made: BinaryIO, certificate_ids: Sequence[int], title: str) -> None:
    """The same as one file, in which each has a bookmark with its name and course."""
    labelled = ((_label(one), content) for one, content in _documents(certificate_ids))
    binding.bind(labelled, title, made)


def _label(certificate: Certificate) -> str:
    snapshot: Mapping[str, str] = certificate.snapshot
    return f"{snapshot['person_name']}, {snapshot['course_title']}"


def _documents(certificate_ids: Sequence[int]) -> Iterator[tuple[Certificate, bytes]]:
    """Each certificate with its document, some at a time."""
    moulds: dict[str, Mould] = {}
    press = Press(lambda digest: moulds.get(digest) or keeping.find_mould(digest))
    for start in range(0, len(certificate_ids), AT_ONCE):
        ids = certificate_ids[start : start + AT_ONCE]
        stored = kept.list_documents(ids)
        moulds = _moulds([one.mould_id for one in stored.values() if one.mould_id is not None])
        for one in kept.list_certificates(ids):
            yield one, keeping.handed_out(one, stored.get(one.id), press)


def _moulds(mould_ids: Sequence[int]) -> dict[str, Mould]:
    return {digest: Mould.from_content(content) for digest, content in kept.list_moulds(mould_ids).items()}


def file_name(certificate: Certificate) -> str:
    """As people look for it: by name, then by course; the code makes it the only one."""
    snapshot: Mapping[str, str] = certificate.snapshot
    parts = (_plain(snapshot[what]) for what in ("person_name", "course_title"))
    return "_".join([*(part for part in parts if part), f"{certificate.code}.pdf"])


def _plain(words: str) -> str:
    return re.sub("[^a-z0-9]+", "-", folded(words))[:LONGEST_PART].strip("-")

"""Draws the documents of many certificates: what they have in common is read or made once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from training.certificates import documents
from training.certificates.bulk import qr
from training.certificates.bulk.mould import Modules, Mould
from training.certificates.domain import CODE_LENGTH, Snapshot

# Events are drawn one after the other, and each has a mould of its own.
MOST_MOULDS = 16
# From as many codes on it is quicker to learn how they differ than to draw each by itself.
WORTH_A_FAMILY = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document, and what it is made of when it is not laid out by itself."""

    pdf: bytes
    digest: str = ""
    mould: Mould | None = None


class Press:
    """`find` hands out the mould that is kept for a digest, or None: then it is made."""

    def __init__(self, find: Callable[[str], Mould | None] = lambda _digest: None) -> None:
        self._find = find
        self._moulds: dict[str, Mould | None] = {}
        self._asked: Counter[str] = Counter()
        self._families: dict[str, qr.Family] = {}

    def draw(self, snapshot: Snapshot, template_version: int) -> Drawn:
        """The same snapshot and version give the same bytes on any day."""
        digest, person = documents.digest_of(snapshot, template_version), documents.person_of(snapshot)
        mould = self._mould(digest, snapshot, template_version) if digest else None
        if documents.is_long(snapshot) or mould is None or not mould.can_set(person):
            return Drawn(documents.draw_with_care(snapshot, template_version))
        return Drawn(mould.file(person, self._modules(snapshot)), digest, mould)

    def _mould(self, digest: str, snapshot: Snapshot, template_version: int) -> Mould | None:
        if digest not in self._moulds:
            if len(self._moulds) == MOST_MOULDS:
                self._moulds.clear()
            self._moulds[digest] = self._find(digest) or documents.cast(snapshot, template_version)
        return self._moulds[digest]

    def _modules(self, snapshot: Snapshot) -> Modules:
        beginning = snapshot.check_url.removesuffix(snapshot.code)
        self._asked[beginning] += 1
        if self._asked[beginning] < WORTH_A_FAMILY or len(snapshot.code) != CODE_LENGTH:
            return qr.modules
        if beginning not in self._families:
            self._families[beginning] = qr.Family(beginning, CODE_LENGTH)
        return lambda address: self._families[beginning].modules(address.removeprefix(beginning))

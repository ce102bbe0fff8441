"""The words and addresses of badges (docs/training.md 4.8). Plain Python."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.errors import RuleBroken

# The least that a status list holds by its standard: who is looked up stands among so many others.
LIST_SIZE = 131_072
A_BYTE = 8
# A badge has a tenth of it; whatever is longer is no badge, and need not be read.
LONGEST_BADGE = 40_000


@dataclass(frozen=True, slots=True)
class Awarder:
    """Who signs badges here, and the address below which that is said; from the settings."""

    name: str
    public_url: str

    @property
    def id(self) -> str:
        return f"{self.public_url}/badges/issuer"

    def address_of_key(self, thumbprint: str) -> str:
        return f"{self.public_url}/badges/keys/{thumbprint}"

    def address_of_list(self, number: int) -> str:
        return f"{self.public_url}/badges/status/{number}"


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Which bit of which list says that a certificate was taken back."""

    number: int
    index: int


def place_of(certificate_id: int) -> StatusPlace:
    return StatusPlace(*divmod(certificate_id, LIST_SIZE))


def encoded_list(indices: Iterable[int]) -> str:
    """These bits set in a list, packed as the Bitstring Status List says; a byte's highest is its first."""
    bits = bytearray(LIST_SIZE // A_BYTE)
    for index in indices:
        bits[index // A_BYTE] |= 0x80 >> index % A_BYTE
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0))
    return "u" + packed.decode().rstrip("=")


class NotOurBadge(RuleBroken):
    message = (
        "This is not a badge of ours. Something in it was changed, or somebody else made it. "
        "If you have the code of the certificate, check that instead"
    )
    field = "file"


class NoBadge(RuleBroken):
    message = "Select a badge file, or paste what is in it"
    field = "file"

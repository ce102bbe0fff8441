"""Keeps secrets unreadable where they lie: in a database, in its backups, in a visitor's cookie.

Everything hangs on `SECRET_KEY`: with another one, what was sealed stays shut (docs/decisions).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import cache

NONCE_BYTES = 12
KEY_BYTES = 32


class CannotOpen(ValueError):
    """Sealed with another key, for something else, or changed on the way."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals with AES-256-GCM. `purpose` says what a text is for, and whose: it opens for nothing else."""

    secret: str = field(repr=False)

    def seal(self, text: str, purpose: str) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # slow to import

        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(_key(self.secret, "seal")).encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, purpose: str) -> str:
        """Raise `CannotOpen` for anything but what `seal` made for the same purpose with the same key."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # slow to import
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # likewise

        try:
            content = base64.urlsafe_b64decode(sealed.encode())
            nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
            text = AESGCM(_key(self.secret, "seal")).decrypt(nonce, rest, purpose.encode())
        except (InvalidTag, ValueError):
            raise CannotOpen from None
        return text.decode()

    def digest(self, text: str, purpose: str) -> str:
        """A keyed hash: finds what somebody brings without keeping it readable."""
        return hmac.new(_key(self.secret, f"digest {purpose}"), text.encode(), hashlib.sha256).hexdigest()


@cache
def _key(secret: str, use: str) -> bytes:
    """A key of its own for each use, so that none can be turned against another (RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415  # slow to import
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415  # likewise

    info = f"portal factors {use}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret.encode())

"""The addresses of links: a random word and a signature, so that a made-up one is known for what it is."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, Signer

SALT = "training.passport.link"


def token_of(secret: str, reference: str) -> str:
    return _signer(secret).sign(reference).decode()


def reference_in(secret: str, token: str) -> str | None:
    """The word in a token that this installation has signed; None for any other."""
    try:
        return _signer(secret).unsign(token).decode()
    except (BadSignature, ValueError):
        return None


def _signer(secret: str) -> Signer:
    return Signer(secret, salt=SALT, digest_method=hashlib.sha256)

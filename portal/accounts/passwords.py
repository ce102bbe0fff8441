"""Password hashing: Argon2id at the strength OWASP asks for at least (19 MiB, two passes, one lane).

And secrets that we draw ourselves, for cookies and links: long enough that a plain hash of them is safe.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts.password_rules import normalised

# The library's own default takes five times as long and would cap two cores at seven sign-ins a second.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    return _hasher.hash(normalised(password))


def needs_rehash(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def is_right(password_hash: str, password: str) -> bool:
    """Whether the password fits. Takes as long for an account that does not exist (empty hash)."""
    try:
        _hasher.verify(password_hash or _nobody(), normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


@cache
def _nobody() -> str:
    return hashed("no account has this password")


def new_secret() -> str:
    """256 bits that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What we keep of a secret of ours."""
    return hashlib.sha256(secret.encode()).hexdigest()

"""The keys that badges are signed with, and that say whether a badge is ours.

They lie in one file outside the database, as a set of JSON Web Keys: the first signs, the others say
yes to badges that they signed while they were the first. joserfc is imported where a badge is signed or
read and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

ALGORITHM = "ES256"
CURVE = "P-256"
PRIVATE = "d"


@dataclass(frozen=True, slots=True)
class BadgeKeys:
    """Keys by their thumbprints, in the order of the file."""

    _keys: Mapping[str, Any] = field(repr=False)

    @property
    def signing(self) -> str:
        """The thumbprint of the key that signs."""
        return next(iter(self._keys))

    def sign(self, claims: Mapping[str, Any], address_of: Callable[[str], str]) -> str:
        """A compact JWT. `address_of` says where a key is published, by which the token names it."""
        from joserfc import jwt  # noqa: PLC0415  # slow to import

        header = {"alg": ALGORITHM, "kid": address_of(self.signing), "typ": "JWT"}
        return jwt.encode(header, dict(claims), self._keys[self.signing], algorithms=[ALGORITHM])

    def read(self, token: str) -> Mapping[str, Any] | None:
        """What one of these keys has signed; None for anything else. Says nothing about dates."""
        from joserfc import jws, jwt  # noqa: PLC0415  # slow to import
        from joserfc.errors import JoseError  # noqa: PLC0415  # likewise

        try:
            named = str(jws.extract_compact(token.encode()).headers().get("kid", ""))
            # An installation may have moved since; its keys are what they were.
            key = self._keys.get(named.rpartition("/")[2])
            return jwt.decode(token, key, algorithms=[ALGORITHM]).claims if key else None
        except (JoseError, ValueError, TypeError, KeyError):
            return None

    def published(self) -> Sequence[Mapping[str, Any]]:
        """What everybody may know of the keys."""
        return [
            {**key.as_dict(private=False), "kid": thumbprint, "alg": ALGORITHM, "use": "sig"}
            for thumbprint, key in self._keys.items()
        ]


@lru_cache(maxsize=2)
def keys_of(path: str) -> BadgeKeys:
    """The keys in this file. Raises `ValueError` when it holds none that can sign."""
    from joserfc.errors import JoseError  # noqa: PLC0415  # slow to import
    from joserfc.jwk import ECKey  # noqa: PLC0415  # likewise

    try:
        keys = [ECKey.import_key(one) for one in json.loads(Path(path).read_bytes())["keys"]]
    except (JoseError, ValueError, TypeError, KeyError):
        keys = []
    if not keys or not keys[0].is_private or any(key.curve_name != CURVE for key in keys):
        raise ValueError(f"{path} holds no keys that `flask certificates make-badge-key` has written")
    return BadgeKeys({key.thumbprint(): key for key in keys})


def new_keys(earlier: BadgeKeys | None = None) -> bytes:
    """A file with a new key that signs; of earlier ones only what is needed to check what they signed."""
    from joserfc.jwk import ECKey  # noqa: PLC0415  # slow to import

    made = ECKey.generate_key(CURVE).as_dict(private=True)
    kept = [dict(one) for one in earlier.published()] if earlier else []
    return json.dumps({"keys": [made, *kept]}, indent=1).encode()

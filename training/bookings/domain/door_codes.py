"""The random value by which a booking is known at the door (docs/training.md 4.6).

It says nothing by itself: not who, not which event, and no number of a row.
"""

from __future__ import annotations

import secrets

# Without I, L, O and U: read aloud or typed from paper, none is taken for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_TAKEN_FOR = str.maketrans("OIL", "011")


def new_door_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_scanned(text: str) -> str:
    """What was meant, of what a person typed or a scanner sent."""
    kept = "".join(one for one in text.upper() if one.isascii() and one.isalnum())
    return kept.translate(_TAKEN_FOR)


def in_fours(code: str) -> str:
    """As it is printed: “7H2K 9QXM 41AB C0DE”."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))

"""Codes that people type: an authenticator app's (RFC 6238), recovery codes, and the code of an e-mail."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

from portal.factors.domain import FactorRules

STEP_SECONDS = 30
APP_CODE = re.compile("[0-9]{6}")
# Without letters and digits that look alike on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUP = 5
# Ten characters of this alphabet are 49 bits: with tries counted, nobody guesses one.
RECOVERY_LENGTH = 2 * GROUP
LINK_CODE_LENGTH = 8


def new_secret() -> str:
    import pyotp  # noqa: PLC0415  # only where a secret is made

    return pyotp.random_base32()


def app_address(secret: str, email: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    import pyotp  # noqa: PLC0415  # only where an app is set up

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime, rules: FactorRules) -> int | None:
    """Which half minute a code belongs to, of those that may be asked for now; None when of none.

    All of them are compared, always: the time it takes says nothing.
    """
    import pyotp  # noqa: PLC0415  # only where a code is checked

    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    typed = without_spaces(code)
    found = None
    for step in range(current - rules.steps_apart, current + rules.steps_apart + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def in_fours(secret: str) -> str:
    """A secret as people type it into an app that cannot scan."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def is_app_code(code: str) -> bool:
    return APP_CODE.fullmatch(without_spaces(code)) is not None


def without_spaces(code: str) -> str:
    return "".join(code.split())


def new_recovery_codes(count: int) -> list[str]:
    """As in “ab2cd-efg3h”."""
    codes = [_random(RECOVERY_LENGTH) for _ in range(count)]
    return [f"{code[:GROUP]}-{code[GROUP:]}" for code in codes]


def new_link_code() -> str:
    """As in “abcd-efgh”."""
    code = _random(LINK_CODE_LENGTH)
    return f"{code[:4]}-{code[4:]}"


def plain(code: str) -> str:
    """A code however it was typed: capitals, spaces and hyphens do not matter."""
    return re.sub("[^a-z0-9]", "", code.casefold())


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))

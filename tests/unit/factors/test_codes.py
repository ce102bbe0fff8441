from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.factors.codes import (
    app_address,
    in_fours,
    is_app_code,
    matching_step,
    new_recovery_codes,
    new_secret,
    plain,
)
from portal.factors.domain import FactorRules

# The shared secret of RFC 6238, appendix B, in base 32; its codes cut to six digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
RULES = FactorRules()


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_the_codes_of_the_standard(seconds, code):
    now = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, code, now, RULES) == seconds // 30


@pytest.mark.parametrize("steps", range(-3, 4))
def test_one_step_either_way(steps):
    now = datetime.fromtimestamp(1234567890, UTC) + steps * timedelta(seconds=30)
    found = matching_step(RFC_SECRET, "005924", now, RULES)
    assert found == (1234567890 // 30 if abs(steps) <= 1 else None)


@pytest.mark.parametrize("typed", ["", "00592", "0059244", "ab5924", "٠٠٥٩٢٤", "é"])
def test_what_is_no_code_matches_nothing(typed):
    assert matching_step(RFC_SECRET, typed, datetime.fromtimestamp(1234567890, UTC), RULES) is None


@pytest.mark.parametrize(
    ("typed", "is_one"), [("005924", True), (" 005 924 ", True), ("٠٠٥٩٢٤", False), ("ab2cd-efg3h", False)]
)
def test_tells_an_apps_code_from_a_recovery_code(typed, is_one):
    assert is_app_code(typed) is is_one


def test_recovery_codes_are_different_and_easy_to_copy():
    codes = new_recovery_codes(10)
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{5}", code) for code in codes)


def test_how_a_code_is_typed_does_not_matter():
    assert plain(" AB2CD efg3h ") == plain("ab2cd-efg3h") == "ab2cdefg3h"


def test_a_secret_is_long_enough_and_shown_in_fours():
    secret = new_secret()
    assert len(secret) == 32
    assert in_fours(secret).replace(" ", "") == secret
    assert secret in app_address(secret, "kim@york.gov.uk", "Good Help Portal, York")

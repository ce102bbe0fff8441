from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.people import passwords
from portal.people.domain import FREE_ATTEMPTS, LONGEST_PAUSE, is_paused, pause_after

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (FREE_ATTEMPTS - 1, 0), (FREE_ATTEMPTS, 1), (FREE_ATTEMPTS + 1, 2), (FREE_ATTEMPTS + 3, 8)],
)
def test_the_pause_doubles_after_the_free_attempts(failures: int, minutes: int) -> None:
    assert pause_after(failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize("failures", [FREE_ATTEMPTS + 6, 1_000_000])
def test_the_pause_has_an_end(failures: int) -> None:
    assert pause_after(failures) == LONGEST_PAUSE


def test_a_pause_ends_at_its_second() -> None:
    assert is_paused(NOW + timedelta(seconds=1), NOW)
    assert not is_paused(NOW, NOW)
    assert not is_paused(None, NOW)


def test_passwords_are_hashed_by_argon2id_at_the_agreed_strength() -> None:
    assert passwords.hashed("secret").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_only_the_right_password_fits() -> None:
    made = passwords.hashed("right")
    assert passwords.is_right(made, "right")
    assert not passwords.is_right(made, "wrong")


@pytest.mark.parametrize("made", ["", "not a hash"])
def test_an_account_without_a_password_lets_no_one_in(made: str) -> None:
    assert not passwords.is_right(made, "")
    assert not passwords.is_right(made, "no account has this password")

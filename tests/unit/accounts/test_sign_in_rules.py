from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import passwords
from portal.accounts.domain import PAIR_LIMIT, is_paused, pause_after, remembered
from portal.accounts.throttle import LIMITS, network_of

FREE = PAIR_LIMIT.free
NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (FREE - 1, 0), (FREE, 1), (FREE + 1, 2), (FREE + 3, 8)]
)
def test_the_pause_doubles_after_the_free_attempts(failures: int, minutes: int) -> None:
    assert pause_after(failures, PAIR_LIMIT) == timedelta(minutes=minutes)


@pytest.mark.parametrize("limit", LIMITS.values())
@pytest.mark.parametrize("more", [10, 1_000_000])
def test_the_pause_has_an_end(limit, more: int) -> None:
    assert pause_after(limit.free + more, limit) == limit.longest_pause


@pytest.mark.parametrize(("hours", "left"), [(0, 4), (2, 4), (3, 3), (9, 1), (12, 0), (1_000, 0)])
def test_failures_are_forgotten_one_by_one(hours: int, left: int) -> None:
    assert remembered(4, timedelta(hours=hours), PAIR_LIMIT) == left


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_visitor_is_their_network(address: str, network: str) -> None:
    assert network_of(address) == network


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

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.kernel import throttle
from portal.kernel.throttle import Throttle

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def test_is_used_up_until_the_first_count_is_old_enough():
    counts = Throttle(allowed=2, seconds=60)
    counts.count("a", NOW)
    assert not counts.is_used_up("a", NOW)
    counts.count("a", NOW + timedelta(seconds=30))
    assert counts.is_used_up("a", NOW + timedelta(seconds=59))
    assert not counts.is_used_up("a", NOW + timedelta(seconds=60))


def test_keys_do_not_share():
    counts = Throttle(allowed=1, seconds=60)
    counts.count("a", NOW)
    assert not counts.is_used_up("b", NOW)


def test_forgets_the_oldest_key_instead_of_growing(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_KEYS", 2)
    counts = Throttle(allowed=1, seconds=60)
    for key in "abc":
        counts.count(key, NOW)
    assert [counts.is_used_up(key, NOW) for key in "abc"] == [False, True, True]

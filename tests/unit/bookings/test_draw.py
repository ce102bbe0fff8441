"""Lots can be drawn again by anybody who has the seed and the numbers."""

from __future__ import annotations

import hashlib

from training.bookings import draw


def test_a_lot_is_the_sum_of_seed_and_number():
    assert draw.number("a seed", 7) == hashlib.sha256(b"a seed:7").hexdigest()


def test_the_order_depends_on_the_seed_alone():
    drawn = draw.order("a seed", range(1, 30))
    assert drawn == draw.order("a seed", list(reversed(range(1, 30))))
    assert sorted(drawn) == list(range(1, 30))
    assert drawn != draw.order("another seed", range(1, 30))
